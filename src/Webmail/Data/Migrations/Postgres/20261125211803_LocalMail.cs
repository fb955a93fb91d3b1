using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Webmail.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LocalMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "LocalAccounts",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    Octets = table.Column<long>(type: "bigint", nullable: false),
                    Change = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalAccounts", x => x.AccountId);
                    table.ForeignKey(
                        name: "FK_LocalAccounts_MailAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "MailAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalContents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    AccountId = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    Sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    Octets = table.Column<long>(type: "bigint", nullable: false),
                    Conversation = table.Column<long>(type: "bigint", nullable: false),
                    MessageId = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    InReplyTo = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<string>(type: "text", nullable: false),
                    To = table.Column<string>(type: "text", nullable: false),
                    Cc = table.Column<string>(type: "text", nullable: false),
                    Bcc = table.Column<string>(type: "text", nullable: false),
                    ReplyTo = table.Column<string>(type: "text", nullable: false),
                    Date = table.Column<long>(type: "bigint", nullable: true),
                    DateOffset = table.Column<int>(type: "integer", nullable: false),
                    HasAttachments = table.Column<bool>(type: "boolean", nullable: false),
                    Snippet = table.Column<string>(type: "text", nullable: false),
                    SenderKey = table.Column<string>(type: "text", nullable: false),
                    RecipientKey = table.Column<string>(type: "text", nullable: false),
                    SubjectKey = table.Column<string>(type: "text", nullable: false),
                    Structure = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalContents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LocalContents_LocalAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "LocalAccounts",
                        principalColumn: "AccountId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalMailboxes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    AccountId = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    Name = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Role = table.Column<int>(type: "integer", nullable: false),
                    Subscribed = table.Column<bool>(type: "boolean", nullable: false),
                    UidNext = table.Column<long>(type: "bigint", nullable: false),
                    Messages = table.Column<int>(type: "integer", nullable: false),
                    Unread = table.Column<int>(type: "integer", nullable: false),
                    Threads = table.Column<int>(type: "integer", nullable: false),
                    Keywords = table.Column<string>(type: "text", nullable: false),
                    Change = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalMailboxes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LocalMailboxes_LocalAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "LocalAccounts",
                        principalColumn: "AccountId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalReferences",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    MessageId = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Conversation = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalReferences", x => new { x.AccountId, x.MessageId });
                    table.ForeignKey(
                        name: "FK_LocalReferences_LocalAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "LocalAccounts",
                        principalColumn: "AccountId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalChunks",
                columns: table => new
                {
                    ContentId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalChunks", x => new { x.ContentId, x.Number });
                    table.ForeignKey(
                        name: "FK_LocalChunks_LocalContents_ContentId",
                        column: x => x.ContentId,
                        principalTable: "LocalContents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalTexts",
                columns: table => new
                {
                    ContentId = table.Column<long>(type: "bigint", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<string>(type: "text", nullable: false),
                    To = table.Column<string>(type: "text", nullable: false),
                    Cc = table.Column<string>(type: "text", nullable: false),
                    Bcc = table.Column<string>(type: "text", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalTexts", x => x.ContentId);
                    table.ForeignKey(
                        name: "FK_LocalTexts_LocalContents_ContentId",
                        column: x => x.ContentId,
                        principalTable: "LocalContents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalBlocks",
                columns: table => new
                {
                    MailboxId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Messages = table.Column<int>(type: "integer", nullable: false),
                    Threads = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalBlocks", x => new { x.MailboxId, x.Number });
                    table.ForeignKey(
                        name: "FK_LocalBlocks_LocalMailboxes_MailboxId",
                        column: x => x.MailboxId,
                        principalTable: "LocalMailboxes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalMessages",
                columns: table => new
                {
                    MailboxId = table.Column<long>(type: "bigint", nullable: false),
                    Uid = table.Column<long>(type: "bigint", nullable: false),
                    ContentId = table.Column<long>(type: "bigint", nullable: false),
                    Conversation = table.Column<long>(type: "bigint", nullable: false),
                    Flags = table.Column<int>(type: "integer", nullable: false),
                    Keywords = table.Column<string>(type: "text", nullable: false),
                    Received = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalMessages", x => new { x.MailboxId, x.Uid });
                    table.ForeignKey(
                        name: "FK_LocalMessages_LocalContents_ContentId",
                        column: x => x.ContentId,
                        principalTable: "LocalContents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_LocalMessages_LocalMailboxes_MailboxId",
                        column: x => x.MailboxId,
                        principalTable: "LocalMailboxes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LocalThreads",
                columns: table => new
                {
                    MailboxId = table.Column<long>(type: "bigint", nullable: false),
                    Conversation = table.Column<long>(type: "bigint", nullable: false),
                    Newest = table.Column<long>(type: "bigint", nullable: false),
                    Messages = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LocalThreads", x => new { x.MailboxId, x.Conversation });
                    table.ForeignKey(
                        name: "FK_LocalThreads_LocalMailboxes_MailboxId",
                        column: x => x.MailboxId,
                        principalTable: "LocalMailboxes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LocalContents_AccountId_Conversation",
                table: "LocalContents",
                columns: new[] { "AccountId", "Conversation" });

            migrationBuilder.CreateIndex(
                name: "IX_LocalContents_AccountId_MessageId",
                table: "LocalContents",
                columns: new[] { "AccountId", "MessageId" });

            migrationBuilder.CreateIndex(
                name: "IX_LocalContents_AccountId_Sha256",
                table: "LocalContents",
                columns: new[] { "AccountId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LocalMailboxes_AccountId_Name",
                table: "LocalMailboxes",
                columns: new[] { "AccountId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LocalMessages_ContentId",
                table: "LocalMessages",
                column: "ContentId");

            migrationBuilder.CreateIndex(
                name: "IX_LocalMessages_MailboxId_Conversation_Uid",
                table: "LocalMessages",
                columns: new[] { "MailboxId", "Conversation", "Uid" });

            migrationBuilder.CreateIndex(
                name: "IX_LocalReferences_AccountId_Conversation",
                table: "LocalReferences",
                columns: new[] { "AccountId", "Conversation" });

            migrationBuilder.CreateIndex(
                name: "IX_LocalThreads_MailboxId_Newest",
                table: "LocalThreads",
                columns: new[] { "MailboxId", "Newest" },
                descending: new[] { false, true });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LocalBlocks");

            migrationBuilder.DropTable(
                name: "LocalChunks");

            migrationBuilder.DropTable(
                name: "LocalMessages");

            migrationBuilder.DropTable(
                name: "LocalReferences");

            migrationBuilder.DropTable(
                name: "LocalTexts");

            migrationBuilder.DropTable(
                name: "LocalThreads");

            migrationBuilder.DropTable(
                name: "LocalContents");

            migrationBuilder.DropTable(
                name: "LocalMailboxes");

            migrationBuilder.DropTable(
                name: "LocalAccounts");
        }
    }
}
