namespace Webmail.Mail.Contacts;

/// <summary>Everything an address book does.</summary>
public sealed record ContactDesk(AddressBook Book, ContactGroups Groups, CollectedRecipients Collected, Duplicates Duplicates, ContactFiles Files);

public static class ContactsWiring
{
    public static IServiceCollection AddContacts(this IServiceCollection services) =>
        services.AddScoped<AddressBook>().AddScoped<ContactGroups>().AddScoped<CollectedRecipients>().AddScoped<Duplicates>().AddScoped<ContactFiles>().AddScoped<ContactDesk>()
            .AddScoped<Suggestions>();
}
