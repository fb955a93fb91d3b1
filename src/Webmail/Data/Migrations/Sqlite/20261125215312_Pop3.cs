using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Pop3 : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Pop3Sources",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Policy = table.Column<int>(type: "INTEGER", nullable: false),
                    Days = table.Column<int>(type: "INTEGER", nullable: false),
                    Mode = table.Column<int>(type: "INTEGER", nullable: false),
                    Doubts = table.Column<int>(type: "INTEGER", nullable: false),
                    LastSnapshotHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    LeaseOwner = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    NotBefore = table.Column<long>(type: "INTEGER", nullable: false),
                    RoundTotal = table.Column<int>(type: "INTEGER", nullable: false),
                    RoundDone = table.Column<int>(type: "INTEGER", nullable: false),
                    OnServer = table.Column<int>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Problem = table.Column<int>(type: "INTEGER", nullable: true),
                    ServerText = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Pop3Sources", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Pop3Sources_MailAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "MailAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Pop3Sources_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Pop3Items",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SourceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Uidl = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Size = table.Column<int>(type: "INTEGER", nullable: false),
                    Sha256 = table.Column<byte[]>(type: "BLOB", nullable: false),
                    HeaderSha256 = table.Column<byte[]>(type: "BLOB", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    TargetUid = table.Column<string>(type: "TEXT", maxLength: 21, nullable: false),
                    FirstSeen = table.Column<long>(type: "INTEGER", nullable: false),
                    GoneSince = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Pop3Items", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Pop3Items_Pop3Sources_SourceId",
                        column: x => x.SourceId,
                        principalTable: "Pop3Sources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Items_SourceId_Sha256",
                table: "Pop3Items",
                columns: new[] { "SourceId", "Sha256" });

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Items_SourceId_Uidl",
                table: "Pop3Items",
                columns: new[] { "SourceId", "Uidl" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Sources_AccountId",
                table: "Pop3Sources",
                column: "AccountId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Sources_NotBefore",
                table: "Pop3Sources",
                column: "NotBefore");

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Sources_PersonId",
                table: "Pop3Sources",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Pop3Items");

            migrationBuilder.DropTable(
                name: "Pop3Sources");
        }
    }
}
