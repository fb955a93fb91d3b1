using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FoldersAndLabels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ArchiveMailbox",
                table: "MailAccounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DraftsMailbox",
                table: "MailAccounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HiddenMailboxes",
                table: "MailAccounts",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "JunkMailbox",
                table: "MailAccounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SentMailbox",
                table: "MailAccounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TrashMailbox",
                table: "MailAccounts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Labels",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    Keyword = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Colour = table.Column<int>(type: "integer", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Labels", x => new { x.AccountId, x.Keyword });
                    table.ForeignKey(
                        name: "FK_Labels_MailAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "MailAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Labels");

            migrationBuilder.DropColumn(
                name: "ArchiveMailbox",
                table: "MailAccounts");

            migrationBuilder.DropColumn(
                name: "DraftsMailbox",
                table: "MailAccounts");

            migrationBuilder.DropColumn(
                name: "HiddenMailboxes",
                table: "MailAccounts");

            migrationBuilder.DropColumn(
                name: "JunkMailbox",
                table: "MailAccounts");

            migrationBuilder.DropColumn(
                name: "SentMailbox",
                table: "MailAccounts");

            migrationBuilder.DropColumn(
                name: "TrashMailbox",
                table: "MailAccounts");
        }
    }
}
