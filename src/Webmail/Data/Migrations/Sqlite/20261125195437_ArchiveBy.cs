using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Webmail.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ArchiveBy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Archive",
                table: "ScreenSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Archive",
                table: "ScreenSettings");
        }
    }
}
