using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace InferenceProviders.TestUtilities;

/// <summary>Reads requests from a socket, one after the other.</summary>
internal sealed class RequestReader(Socket socket)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private byte[] _unread = [];

    /// <summary>The next request; null when the client has closed.</summary>
    public async Task<ReceivedRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _unread.AsSpan().IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        var lines = Encoding.UTF8.GetString(_unread, 0, end).Split("\r\n");
        Skip(end + 4);
        var headers = lines[1..].Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()))
            .ToList();
        var first = lines[0].Split(' ');
        var request = new ReceivedRequest(first[0], first[1], headers, []);
        var body = request.Header("Transfer-Encoding") == "chunked" ? await ReadChunksAsync(cancellationToken)
            : await TakeAsync(
                int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return request with { Body = body };
    }

    /// <summary>Waits until the client closes, in order or with a reset.</summary>
    public async Task UntilClosedAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken))
        {
        }
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        while (true)
        {
            int end;
            while ((end = _unread.AsSpan().IndexOf("\r\n"u8)) < 0)
            {
                await FillAsync(cancellationToken);
            }

            var length = int.Parse(
                Encoding.ASCII.GetString(_unread, 0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Skip(end + 2);
            body.Write(await TakeAsync(length, cancellationToken));
            await TakeAsync(2, cancellationToken);
            if (length == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async Task<byte[]> TakeAsync(int length, CancellationToken cancellationToken)
    {
        while (_unread.Length < length)
        {
            if (!await FillAsync(cancellationToken))
            {
                throw new IOException("The client closed in the middle of its request.");
            }
        }

        var taken = _unread[..length];
        Skip(length);
        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        var read = await socket.ReceiveAsync(_buffer.GetMemory(), cancellationToken);
        if (read > 0)
        {
            _unread = [.. _unread, .. _buffer.GetMemory().Span[..read]];
        }

        return read > 0;
    }

    private void Skip(int count) => _unread = _unread[count..];
}
