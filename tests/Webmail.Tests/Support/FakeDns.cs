using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DnsClient;
using Webmail.Mail.Accounts.Discovery;

namespace Webmail.Tests.Support;

/// <summary>A name server on loopback that answers with what it was told (RFC 1035 §4), and remembers what it was asked.</summary>
public sealed class FakeDns : IAsyncDisposable
{
    const ushort Mx = 15, Srv = 33;
    readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    readonly Dictionary<(string, ushort), List<byte[]>> records = [];
    readonly CancellationTokenSource stop = new();
    readonly Task answering;

    public FakeDns() => answering = AnswerAsync();

    public ConcurrentQueue<string> Asked { get; } = new();

    public MailDns Client() => new(new Lazy<IDnsQuery?>(MailDns.Client(new NameServer((IPEndPoint)socket.Client.LocalEndPoint!))));

    public FakeDns WithMx(string name, ushort preference, string exchange) => With(name, Mx, [.. Number(preference), .. Encode(exchange)]);

    public FakeDns WithSrv(string name, ushort priority, ushort weight, ushort port, string target) =>
        With(name, Srv, [.. Number(priority), .. Number(weight), .. Number(port), .. Encode(target)]);

    FakeDns With(string name, ushort type, byte[] data)
    {
        if (!records.TryGetValue((name, type), out var known)) records[(name, type)] = known = [];
        known.Add(data);
        return this;
    }

    async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var query = await socket.ReceiveAsync(stop.Token);
                await socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    byte[] Answer(byte[] query)
    {
        var (name, end) = Name(query);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        Asked.Enqueue(name);
        var found = records.GetValueOrDefault((name, type)) ?? [];
        List<byte> answer = [query[0], query[1], 0x81, 0x80, 0, 1, 0, (byte)found.Count, 0, 0, 0, 0, .. query[12..(end + 4)]];
        foreach (var data in found) answer.AddRange([0xC0, 12, .. Number(type), 0, 1, 0, 0, 0, 60, .. Number((ushort)data.Length), .. data]);
        return [.. answer];
    }

    static (string Name, int End) Name(byte[] message)
    {
        var labels = new List<string>();
        var at = 12;
        for (; message[at] > 0; at += message[at] + 1) labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
        return (string.Join('.', labels).ToLowerInvariant(), at + 1);
    }

    static byte[] Encode(string name) =>
        [.. name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    static byte[] Number(ushort number) => [(byte)(number >> 8), (byte)number];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await answering;
        socket.Dispose();
        stop.Dispose();
    }
}
