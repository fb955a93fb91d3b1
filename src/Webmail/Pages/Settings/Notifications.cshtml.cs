namespace Webmail.Pages.Settings;

/// <summary>Whether this browser tells of new mail. The choice is the browser's, as its permission is: it is kept there, by <c>notifications_controller.js</c>.</summary>
public sealed class NotificationsModel(SettingsContext context) : SettingsPage(context)
{
    public Guid Person => Me.Id;
}
