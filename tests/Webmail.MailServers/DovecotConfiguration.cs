using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>dovecot.conf (2.3) for a Dovecot that runs wholly as one ordinary user: no chroot, no privileged login user.</summary>
static class DovecotConfiguration
{
    static readonly string[] SpecialUse = ["Sent", "Drafts", "Trash", "Junk", "Archive"];

    public static string Text(MailServerOptions options, MailServerPorts ports, string run, string state) => $$"""
        base_dir = {{run}}/run
        state_dir = {{run}}/state
        log_path = {{run}}/dovecot.log
        protocols = imap pop3 lmtp sieve
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{{state}}/tls/server.pem
        ssl_key = <{{state}}/tls/server.key
        disable_plaintext_auth = no
        auth_mechanisms = plain login {{(options.Provider > 0 ? "oauthbearer xoauth2" : "")}}
        auth_failure_delay = 0
        mail_max_userip_connections = {{options.MaxUserIpConnections}}
        mail_home = {{state}}/home/%u
        mail_location = {{Location(options.Format)}}
        mailbox_list_index = yes
        mail_plugins = zlib quota acl notify
        mail_attribute_dict = file:%h/attributes
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%u {{state}}/people/%u
        }
        {{Tokens(options, run)}}
        userdb {
          driver = static
          args = uid={{Unprivileged.UserName}} gid={{Unprivileged.GroupName}}
        }
        {{Accounts()}}
        {{Namespace(options)}}
        {{Protocols}}
        {{Services(ports)}}
        {{options.ExtraDovecot}}

        """;

    static string Tokens(MailServerOptions options, string run) => options.Provider == 0 ? "" : $$"""
        passdb {
          driver = oauth2
          mechanisms = oauthbearer xoauth2
          args = {{run}}/oauth2.conf
        }
        """;

    /// <summary>dovecot-oauth2.conf.ext: whose token it is, the provider says.</summary>
    public static string TokenText(MailServerOptions options) => $"""
        tokeninfo_url = http://127.0.0.1:{options.Provider}/tokeninfo?access_token=
        username_attribute = email

        """;

    static string Location(MailFormat format) => format == MailFormat.Maildir ? "maildir:~/Maildir" : "sdbox:~/mail";

    static string Accounts() => $"""
        default_internal_user = {Unprivileged.UserName}
        default_internal_group = {Unprivileged.GroupName}
        default_login_user = {Unprivileged.UserName}
        mail_uid = {Unprivileged.UserName}
        mail_gid = {Unprivileged.GroupName}
        first_valid_uid = 1
        first_valid_gid = 1
        """;

    static string Namespace(MailServerOptions options) => $$"""
        namespace inbox {
          inbox = yes
          separator = {{options.Separator}}
          prefix = {{options.Prefix}}
          {{string.Join("\n  ", SpecialUse.Select(Special))}}
        }
        """;

    static string Special(string name) => $$"""
        mailbox {{name}} {
            special_use = \{{name}}
            auto = subscribe
          }
        """;

    const string Protocols = """
        protocol imap {
          mail_plugins = zlib quota acl notify imap_zlib imap_quota imap_acl
          imap_metadata = yes
        }
        protocol lmtp {
          mail_plugins = zlib quota sieve
          postmaster_address = postmaster@example.test
        }
        plugin {
          quota = count:User quota
          quota_vsizes = yes
          quota_rule = *:storage=10G
          acl = vfile
          sieve = file:~/sieve;active=~/.dovecot.sieve
          sieve_extensions = +vacation-seconds +editheader +imapflags +spamtest
        }
        """;

    static string Services(MailServerPorts ports) => $$"""
        service anvil {
          chroot =
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service stats {
          chroot =
        }
        service imap {
          process_limit = 5000
        }
        service pop3 {
          process_limit = 1000
        }
        {{Login("imap", ports.Imap, ports.Imaps)}}
        {{Login("pop3", ports.Pop3, ports.Pop3s)}}
        service managesieve-login {
          chroot =
          inet_listener sieve {
            port = {{ports.Sieve}}
          }
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = {{ports.Lmtp}}
          }
        }
        """;

    static string Login(string protocol, int port, int tlsPort) => $$"""
        service {{protocol}}-login {
          chroot =
          process_min_avail = 1
          service_count = 0
          client_limit = 5000
          inet_listener {{protocol}} {
            port = {{port}}
          }
          inet_listener {{protocol}}s {
            port = {{tlsPort}}
            ssl = yes
          }
        }
        """;
}
