using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace InferenceProviders.FaultMatrix.Server;

/// <summary>One connection in a script's hands.</summary>
internal sealed class FaultConnection(FaultServer server, Socket socket, CancellationToken stop) : IDisposable
{
    private const int LargeChunk = 16 * 1024;

    private readonly byte[] _read = new byte[4096];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    /// <summary>Ends when the scenario is over.</summary>
    public CancellationToken Stop => stop;

    public FaultServer Server => server;

    /// <summary>Reads a request with its body, and remembers it. Null when the client closed instead.</summary>
    public async Task<FaultRequest?> ReadRequestAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_read, stop));
                if (_end == 0)
                {
                    return null;
                }
            }

            var line = _read.AsSpan(_start, _end - _start);
            var length = line.IndexOf((byte)'\n') is >= 0 and var feed ? feed + 1 : line.Length;
            head.Append(Encoding.Latin1.GetString(line[..length]));
            _start += length;
        }

        var request = new FaultRequest(head.ToString(), "");
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        var buffered = Math.Min(body.Length, _end - _start);
        _read.AsSpan(_start, buffered).CopyTo(body);
        _start += buffered;
        await _stream.ReadExactlyAsync(body.AsMemory(buffered), stop);
        request = request with { Body = Encoding.UTF8.GetString(body) };
        server.Record(request);
        return request;
    }

    /// <summary>Goes on in TLS, as <see cref="StrangeCertificate"/>.</summary>
    public async Task SecureAsync()
    {
        var secured = new SslStream(_stream);
        _stream = secured;
        await secured.AuthenticateAsServerAsync(StrangeCertificate.Instance);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, stop).AsTask();

    /// <summary>A whole response with a body of known length, after which the connection is closed.</summary>
    public async Task RespondAsync(
        int status, string body = "", string contentType = "application/json", params string[] headers) =>
        await RespondAsync(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    public async Task RespondAsync(int status, ReadOnlyMemory<byte> body, string contentType, params string[] headers)
    {
        await SendAsync(
            $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: "
            + $"close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");
        await SendAsync(body);
        await CloseAsync();
    }

    /// <summary>The headers of a stream of events, in chunks.</summary>
    public Task StartEventsAsync(params string[] headers) =>
        SendAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: "
            + $"close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    public Task ChunkAsync(string text) => ChunkAsync(Encoding.UTF8.GetBytes(text));

    public async Task ChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > LargeChunk)
        {
            // Not copied: scenarios with large chunks measure memory.
            await SendAsync($"{bytes.Length:x}\r\n");
            await SendAsync(bytes);
            await SendAsync("\r\n");
            return;
        }

        var header = Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n");
        var chunk = new byte[header.Length + bytes.Length + 2];
        header.CopyTo(chunk, 0);
        bytes.CopyTo(chunk.AsMemory(header.Length));
        "\r\n"u8.CopyTo(chunk.AsSpan(header.Length + bytes.Length));
        await SendAsync(chunk);
    }

    public async Task EndChunksAsync()
    {
        await SendAsync("0\r\n\r\n");
        await CloseAsync();
    }

    /// <summary>A whole stream: every event as a chunk of its own.</summary>
    public async Task RespondWithEventsAsync(params string[] events)
    {
        await StartEventsAsync();
        foreach (var item in events)
        {
            await ChunkAsync($"data: {item}\n\n");
        }

        await EndChunksAsync();
    }

    /// <summary>
    /// Closes in an orderly way, and waits until the client has too, so that nothing it still sends turns the close
    /// into a reset.
    /// </summary>
    public async Task CloseAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        await ClientClosedAsync();
    }

    /// <summary>Ends when the client has closed its side.</summary>
    public async Task ClientClosedAsync()
    {
        var buffer = new byte[4096];
        while (await _stream.ReadAsync(buffer, stop) > 0)
        {
        }
    }

    /// <summary>
    /// Ends the connection the rude way: what is on its way is thrown away, and the client gets a reset.
    /// </summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();
}
