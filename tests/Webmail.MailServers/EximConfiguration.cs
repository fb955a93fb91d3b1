using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>exim.conf for a submission server as an ordinary user: AUTH required, own domain by LMTP to Dovecot, everything else refused. busy-… is put off, closed-… is refused, and so is everything from forged-….</summary>
static class EximConfiguration
{
    public static string Text(MailServerOptions options, MailServerPorts ports, string run, string state) => $"""
        RUN = {run}
        STATE = {state}
        OWNER = {Unprivileged.UserName}
        TEAM = {Unprivileged.GroupName}
        SUBMISSION = {ports.Submission}
        SMTPS = {ports.Smtps}
        LMTPPORT = {ports.Lmtp}
        LOCALDOMAIN = {MailServer.LocalDomain} : {MailServer.PopDomain}
        PROVIDER = {options.Provider}
        {Rest}
        {(options.Provider > 0 ? Tokens : "")}

        """;

    // Debian's light Exim has no way to ask Dovecot: it asks the provider itself. RFC 7628's elder: user=…^Aauth=Bearer …^A^A.
    const string Tokens = """
        xoauth2:
          driver = plaintext
          public_name = XOAUTH2
          server_prompts = :
          server_condition = ${if match{$auth1}{\N^user=([^\x01]+)\x01auth=Bearer ([A-Za-z0-9_-]+)\x01\x01$\N}{${if match{${readsocket{inet:127.0.0.1:PROVIDER}{GET /tokeninfo?access_token=$2 HTTP/1.0\r\n\r\n}{5s:shutdown=no}}}{"email":"$1"}}}}
          server_set_id = ${sg{$auth1}{\N^user=([^\x01]+)\x01.*$\N}{\$1}}
        """;

    // Exim's own macros (upper case) keep its braces apart from ours.
    const string Rest = """
        primary_hostname = localhost
        exim_user = OWNER
        exim_group = TEAM
        spool_directory = STATE/spool
        log_file_path = RUN/exim-%slog
        pid_file_path = RUN/exim.pid
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = SUBMISSION : SMTPS
        tls_on_connect_ports = SMTPS
        tls_advertise_hosts = *
        tls_certificate = STATE/tls/server.pem
        tls_privatekey = STATE/tls/server.key
        message_size_limit = 35M
        smtp_accept_max = 200
        # The name server of the machine is asked nothing: by default it is for EHLO [127.0.0.1], and the conversation waits as long as it does not answer.
        host_lookup =
        helo_lookup_domains =
        rfc1413_hosts =
        keep_environment =
        never_users =
        deliver_drop_privilege = true
        domainlist local_domains = LOCALDOMAIN
        acl_smtp_rcpt = acl_rcpt
        acl_smtp_data = accept
        begin acl
        acl_rcpt:
          deny !authenticated = *
               message = authentication required
          defer local_parts = ^busy-
                message = mailbox busy, try again later
          deny senders = ^forged-
               message = Sender address rejected: not owned by user
          deny local_parts = ^closed-
               message = this mailbox is closed
          accept domains = +local_domains
          deny message = relay denied
        begin routers
        dovecot:
          driver = accept
          domains = +local_domains
          transport = lmtp
        begin transports
        lmtp:
          driver = smtp
          protocol = lmtp
          hosts = 127.0.0.1
          port = LMTPPORT
          hosts_override
          allow_localhost
          return_path_add
          delivery_date_add
        begin retry
        * * F,2m,1s
        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_condition = ${if eq{${lookup{$auth2}lsearch{STATE/passwords}}}{$auth3}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = Username:: : Password::
          server_condition = ${if eq{${lookup{$auth1}lsearch{STATE/passwords}}}{$auth2}}
          server_set_id = $auth1
        """;
}
