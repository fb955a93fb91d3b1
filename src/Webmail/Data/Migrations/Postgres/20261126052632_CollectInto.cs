using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CollectInto : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "ProblemAtTarget",
                table: "Pop3Sources",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "TargetAccountId",
                table: "Pop3Sources",
                type: "character varying(12)",
                maxLength: 12,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TargetMailbox",
                table: "Pop3Sources",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "TargetAccountId",
                table: "Pop3Items",
                type: "character varying(12)",
                maxLength: 12,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Pop3Sources_TargetAccountId",
                table: "Pop3Sources",
                column: "TargetAccountId");

            migrationBuilder.AddForeignKey(
                name: "FK_Pop3Sources_MailAccounts_TargetAccountId",
                table: "Pop3Sources",
                column: "TargetAccountId",
                principalTable: "MailAccounts",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Pop3Sources_MailAccounts_TargetAccountId",
                table: "Pop3Sources");

            migrationBuilder.DropIndex(
                name: "IX_Pop3Sources_TargetAccountId",
                table: "Pop3Sources");

            migrationBuilder.DropColumn(
                name: "ProblemAtTarget",
                table: "Pop3Sources");

            migrationBuilder.DropColumn(
                name: "TargetAccountId",
                table: "Pop3Sources");

            migrationBuilder.DropColumn(
                name: "TargetMailbox",
                table: "Pop3Sources");

            migrationBuilder.DropColumn(
                name: "TargetAccountId",
                table: "Pop3Items");
        }
    }
}
