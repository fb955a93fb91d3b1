using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TargetsInDoubt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "InDoubt",
                table: "Pop3Sources",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.Sql("""UPDATE "Pop3Sources" SET "InDoubt" = "TargetAccountId" || '/' || "TargetMailbox" WHERE NOT "TargetAgrees" AND "TargetAccountId" IS NOT NULL""");

            migrationBuilder.DropColumn(
                name: "TargetAgrees",
                table: "Pop3Sources");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "InDoubt",
                table: "Pop3Sources");

            migrationBuilder.AddColumn<bool>(
                name: "TargetAgrees",
                table: "Pop3Sources",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }
    }
}
