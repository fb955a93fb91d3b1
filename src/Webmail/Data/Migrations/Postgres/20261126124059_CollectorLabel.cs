using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CollectorLabel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "People",
                table: "BackupRecords");

            migrationBuilder.DropColumn(
                name: "Rows",
                table: "BackupRecords");

            migrationBuilder.AddColumn<bool>(
                name: "TargetAgrees",
                table: "Pop3Sources",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "TargetKeyword",
                table: "Pop3Sources",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "TargetAgrees",
                table: "Pop3Sources");

            migrationBuilder.DropColumn(
                name: "TargetKeyword",
                table: "Pop3Sources");

            migrationBuilder.AddColumn<int>(
                name: "People",
                table: "BackupRecords",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "Rows",
                table: "BackupRecords",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }
    }
}
