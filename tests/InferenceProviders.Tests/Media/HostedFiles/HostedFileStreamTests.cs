using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceProviders.Tests.Media.Speech;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interface of hosted files is experimental.

namespace InferenceProviders.Tests.Media.HostedFiles;

/// <summary>Files of providers as streams: neither the upload nor the download is held in memory.</summary>
public sealed class HostedFileStreamTests
{
    [Fact]
    public async Task A_file_goes_out_while_it_is_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var seen = new TaskCompletionSource();
        var serving = ServeAsync(listener, seen);
        var options = new InferenceProvidersOptions { UseEnvironment = false };
        options.ProviderKeys["openai"] = "sk-1";
        options.ProviderEndpoints["openai"] = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var router = new InferenceRouter(options);

        // The second half is there only when the server has seen some of the first.
        var file = await router.AsIHostedFileClient("openai")
            .UploadAsync(new HalvedStream(seen.Task), fileName: "large.txt");

        Assert.Equal("file-1", file.FileId);
        Assert.Contains("Transfer-Encoding: chunked", await serving, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_comes_back_while_it_is_sent()
    {
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = ScriptedServer.Start(
            request => request.Target.EndsWith("/content", StringComparison.Ordinal)
            ? Reply.Open("application/octet-stream")
                .Then(Reply.Chunk("first"), new ReplyStep.Gate(reached, open.Task), Reply.Chunk("second"), Reply.End)
            : Reply.Json("""{"id":"f1","filename":"notes.txt"}"""));
        using var router = Router(server);
        var buffer = new byte[100];

        await using var download = await router.AsIHostedFileClient("openai").DownloadAsync("f1");
        var read = await download.ReadAsync(buffer);
        Assert.Equal("first", Encoding.UTF8.GetString(buffer, 0, read));
        open.SetResult();
        var rest = await download.ToDataContentAsync();

        Assert.Equal("second", Encoding.UTF8.GetString(rest.Data.Span));
        Assert.Equal(("text/plain", "notes.txt"), (rest.MediaType, rest.Name));
    }

    [Fact]
    public async Task A_download_that_is_cut_is_an_error_and_one_that_is_left_closes_the_connection()
    {
        await using var server = ScriptedServer.Start(
            request => !request.Target.EndsWith("/content", StringComparison.Ordinal)
            ? Reply.Json("""{"id":"f1","filename":"notes.txt"}""")
            : request.Target.Contains("cut", StringComparison.Ordinal)
            ? Reply.Open("text/plain").Then(Reply.Chunk("first"), new ReplyStep.Finish())
            : Reply.Open("text/plain").Then(Reply.Chunk("first"), new ReplyStep.Hang()));
        using var router = Router(server);
        var files = router.AsIHostedFileClient("openai");

        await Assert.ThrowsAnyAsync<IOException>(() => files.DownloadAsDataContentAsync("cut"));
        var download = await files.DownloadAsync("hang");
        await download.DisposeAsync();

        await server.ClientClosed;
    }

    private static InferenceRouter Router(ScriptedServer server, string provider = "openai") => server.Router(options =>
    {
        options.ProviderKeys[provider] = "sk-1";
        options.ProviderEndpoints[provider] = server.Address;
    });

    private static async Task<string> ServeAsync(TcpListener listener, TaskCompletionSource seen)
    {
        using var socket = await listener.AcceptSocketAsync();
        var (buffer, text) = (new byte[4096], new StringBuilder());
        while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            && await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            if (text.ToString().Contains("aaaa", StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }

        const string Head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nConnection: close\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(Head + "{\"id\":\"file-1\"}"));
        return text.ToString();
    }

    private sealed class HalvedStream(Task seen) : Stream
    {
        private int _reads;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get =>
            throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads++ == 1)
            {
                await seen.WaitAsync(cancellationToken);
            }

            // More than what the HTTP client keeps back to send it with more.
            var length = _reads > 2 ? 0 : Math.Min(buffer.Length, 64 * 1024);
            buffer.Span[..length].Fill((byte)'a');
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
