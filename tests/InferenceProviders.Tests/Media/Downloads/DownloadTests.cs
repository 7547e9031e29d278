using System.IO.Compression;
using System.Net;
using System.Text;
using InferenceProviders.Media;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Downloads;

/// <summary>
/// What a URL in a provider's answer can make this process do: nothing but fetch a file of the right kind from a public
/// host.
/// </summary>
public sealed class DownloadTests
{
    [Theory]
    [InlineData("https://169.254.169.254/latest/meta-data/iam", "169.254.169.254 is not a public address")]
    [InlineData("http://169.254.169.254/latest/meta-data/iam", "not https")]
    [InlineData("https://[::ffff:10.0.0.1]/x.png", "not a public address")]
    [InlineData("https://[fd00:ec2::254]/x.png", "not a public address")]
    [InlineData("https://[::1]/x.png", "this machine")]
    [InlineData("https://127.0.0.1/x.png", "this machine")]
    [InlineData("https://2130706433/x.png", "this machine")]
    [InlineData("https://0x7f.1/x.png", "this machine")]
    [InlineData("https://0xA9FEA9FE/x.png", "169.254.169.254 is not a public address")]
    [InlineData("https://192.168.0.10:8443/x.png", "not a public address")]
    [InlineData("https://224.0.0.1/x.png", "not a public address")]
    [InlineData("https://localhost/x.png", "this machine")]
    [InlineData("https://files.localhost/x.png", "this machine")]
    [InlineData("https://LOCALHOST./x.png", "this machine")]
    [InlineData("https://metadata.google.internal/x.png", "local network")]
    [InlineData("https://printer.local/x.png", "local network")]
    [InlineData("https://nas/x.png", "local network")]
    [InlineData("http://example.org/x.png", "not https")]
    [InlineData("https://user:secret@example.org/x.png", "user name")]
    public async Task A_result_URL_that_is_not_a_public_https_one_is_refused(string url, string why)
    {
        await using var server = MediaServer.Start(
            "together", "text-to-image", Reply.Json($$"""{"data":[{"url":"{{url}}"}]}"""));
        using var router = server.Router("together", options => options.AllowLoopbackDownloads = false);
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        var error = await Assert.ThrowsAsync<InferenceException>(() => images.GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Equal("together", error.Provider);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.org/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not a url")]
    [InlineData("data:image/png;base64,%%%")]
    [InlineData("data:text/html;base64,PGh0bWw+")]
    public async Task A_result_that_is_neither_a_URL_nor_an_image_is_refused(string url)
    {
        await using var server = MediaServer.Start(
            "together", "text-to-image", Reply.Json($$"""{"data":[{"url":"{{url}}"}]}"""));
        using var router = server.Router("together");
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        var error = await Assert.ThrowsAsync<InferenceException>(() => images.GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
    }

    /// <summary>The address is checked when the connection is made: what a name meant before does not count.</summary>
    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_refused_when_the_connection_is_made()
    {
        await using var server = ScriptedServer.Start(Reply.Whole(Files.Png, "image/png"));
        using var handler = SecureHandler.Create(TimeSpan.FromSeconds(10));
        handler.ConnectCallback = new DownloadGuard(allowLoopback: false).ConnectAsync;
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{server.Address.Port}/x.png");

        var error = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync(request, CancellationToken.None));

        Assert.Contains(
            "not a public one", Assert.IsType<DownloadRefusedException>(error.InnerException).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, server.ConnectionCount);
    }

    [Theory]
    [InlineData("http://example.org/x.png", "not https")]
    [InlineData("https://10.0.0.1/x.png", "not a public address")]
    [InlineData("//169.254.169.254/x.png", "not https")]
    [InlineData("https://[::ffff:169.254.169.254]/x.png", "not a public address")]
    public async Task A_redirect_is_checked_like_the_first_URL(string location, string why)
    {
        await using var server = ScriptedServer.Start(Reply.Whole([], "text/plain", 302, $"Location: {location}"));
        using var router = Loopback(server);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/x.png"), Stream.Null));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_on_the_way_is_followed_five_times_and_no_more()
    {
        await using var server = ScriptedServer.Start(request => request.Target == "/end"
            ? Reply.Whole(Files.Png, "image/png")
            : Reply.Whole(
                [], null, 307,
                $"Location: {(request.Target == "/1" ? "/end" : $"/{int.Parse(request.Target[1..], null) - 1}")}"));
        using var router = Loopback(server);

        Assert.Equal("image/png", await router.DownloadAsync(new Uri(server.Address, "/5"), Stream.Null));
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/6"), Stream.Null));

        Assert.Contains("more than 5 redirects", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_gigabytes_are_refused_before_they_are_read()
    {
        await using var server = ScriptedServer.Start(new Reply(
            new ReplyStep.Send(
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 10737418240\r\n\r\n"u8.ToArray()),
                new ReplyStep.Hang()));
        using var router = Loopback(server);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/x.png"), Stream.Null));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("larger than the limit of 1073741824 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_does_not_end_is_read_to_the_limit(bool toMemory)
    {
        var chunk = Reply.Chunk(new byte[16 * 1024]);
        await using var server = MediaServer.Start("together", "text-to-image", (request, _) => request.Method == "POST"
            ? Reply.Json($$"""{"data":[{"url":"http://{{request.Header("Host")}}/files/x.png"}]}""")
            : Reply.Open("image/png").Then([.. Enumerable.Repeat(chunk, 64), new ReplyStep.Hang()]));
        using var router = server.Router("together", options => options.Limits.DownloadBytes = 256 * 1024);
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        var error = await Assert.ThrowsAsync<InferenceException>(() => toMemory
            ? images.GenerateImagesAsync("a cat")
            : router.DownloadAsync(new Uri(server.File("x.png")), Stream.Null));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("larger than the limit of 262144 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_counts_by_what_comes_out_of_it()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(new byte[1024 * 1024]);
        }

        await using var server = ScriptedServer.Start(
            Reply.Whole(packed.ToArray(), "image/png", 200, "Content-Encoding: gzip"));
        using var router = Loopback(server, options => options.Limits.DownloadBytes = 64 * 1024);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/x.png"), Stream.Null));

        Assert.True(packed.Length < 64 * 1024);
        Assert.Contains("larger than the limit", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "<html>", "'text/html'")]
    [InlineData("application/json", "{}", "'application/json'")]
    [InlineData("video/mp4", "x", "'video/mp4'")]
    public async Task A_file_of_another_type_is_refused(string contentType, string body, string shown)
    {
        await using var server = Result(Reply.Whole(Encoding.UTF8.GetBytes(body), contentType));
        using var router = server.Router("together");
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        var error = await Assert.ThrowsAsync<InferenceException>(() => images.GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains($"an image was expected there, not {shown}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_byte_is_no_file()
    {
        await using var server = Result(Reply.Whole([], "image/png"));
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("it is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_declared_type_the_bytes_tell_it()
    {
        await using var good = Result(Reply.Whole(Files.Jpeg, "application/octet-stream"));
        await using var bad = Result(Reply.Whole(Files.Wav, null));
        using var goodRouter = good.Router("together");
        using var badRouter = bad.Router("together");

        var image = Assert.IsType<DataContent>(
            Assert.Single(
                (await goodRouter.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync(
                    "a cat")).Contents));
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => badRouter.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync("a cat"));

        Assert.Equal("image/jpeg", image.MediaType);
        Assert.Equal(Files.Jpeg, image.Data.ToArray());
        Assert.Contains("'audio/wav'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credential_goes_to_the_host_of_a_result()
    {
        await using var server = Result(Reply.Whole(Files.Png, "image/png"));
        using var router = server.Router("together", options => options.BillTo = "acme");
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        await images.GenerateImagesAsync("a cat");

        Assert.Equal($"Bearer {MediaServer.Key}", server.Asked[0].Header("Authorization"));
        AssertAnonymous(server.Asked[1]);
    }

    [Fact]
    public async Task A_client_of_the_users_that_adds_a_credential_to_everything_is_not_used_for_downloads()
    {
        await using var server = Result(Reply.Whole(Files.Png, "image/png"));
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "of_the_users_own");
        using var router = server.Router("together", options => options.HttpClient = client);
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        await images.GenerateImagesAsync("a cat");

        AssertAnonymous(server.Asked[1]);
    }

    [Fact]
    public async Task A_handler_of_the_users_fetches_results_too_and_the_URL_is_checked_before()
    {
        var handler = new RecordingHandler(request => request.RequestUri!.Host switch
        {
            "huggingface.co" =>
                Json(
                    """{"inferenceProviderMapping":{"together":"""
                    + """{"status":"live","providerId":"m","task":"text-to-image"}}}"""),
            "router.huggingface.co" =>
                Json("""{"data":[{"url":"https://files.example.org/x.png"},{"url":"https://10.1.2.3/x.png"}]}"""),
            _ => new HttpResponseMessage
            {
                Content = new ByteArrayContent(Files.Png) { Headers = { ContentType = new("image/png") } },
            },
        });
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = "hf_test_token",
            HttpMessageHandler = handler,
        });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator("org/model", "together").GenerateImagesAsync("a cat"));

        Assert.Contains("10.1.2.3 is not a public address", error.Message, StringComparison.Ordinal);
        Assert.Equal(["huggingface.co", "router.huggingface.co", "files.example.org"], handler.Hosts);
        Assert.Equal([true, true, false], handler.Authorized);
    }

    [Fact]
    public async Task A_handler_of_the_users_that_followed_a_redirect_itself_is_found_out()
    {
        var handler = new RecordingHandler(request =>
        {
            request.RequestUri = new Uri("https://169.254.169.254/x.png");
            return new HttpResponseMessage { RequestMessage = request, Content = new ByteArrayContent(Files.Png) };
        });
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HttpMessageHandler = handler,
        });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri("https://files.example.org/x.png"), Stream.Null));

        Assert.Contains("169.254.169.254 is not a public address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_an_error_with_its_status_and_without_the_secret_of_a_signed_URL()
    {
        await using var server = ScriptedServer.Start(Reply.Json("{}", 403));
        using var router = Loopback(server);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/x.png?signature=s3cret"), Stream.Null));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Contains("/x.png could not be fetched", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_inside_the_file_is_an_error()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open("image/png").Then(Reply.Chunk(Files.Png), new ReplyStep.Finish()));
        using var router = Loopback(server);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.DownloadAsync(new Uri(server.Address, "/x.png"), Stream.Null));

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
    }

    [Fact]
    public async Task A_download_that_stalls_ends_with_the_deadline_of_the_call()
    {
        var clock = new ManualTime();
        var stalled = new TaskCompletionSource();
        await using var server = Result(
            Reply.Open("image/png").Then(Reply.Chunk(Files.Png), new ReplyStep.Gate(stalled), new ReplyStep.Hang()));
        using var router = server.Router("together", options =>
        {
            options.TimeProvider = clock;
            options.Timeouts.Call = TimeSpan.FromMinutes(3);
        });
        var call = router.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync("a cat");
        await stalled.Task;

        clock.Advance(TimeSpan.FromMinutes(3));
        var error = await Assert.ThrowsAsync<InferenceException>(() => call);

        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        await server.Server.ClientClosed;
    }

    [Fact]
    public async Task A_file_is_written_to_a_stream_piece_by_piece()
    {
        var big = new byte[300_000];
        Random.Shared.NextBytes(big);
        Files.Png.CopyTo(big, 0);
        await using var server = ScriptedServer.Start(Reply.Whole(big, "application/octet-stream"));
        using var router = Loopback(server);
        using var destination = new MemoryStream();

        var mediaType = await router.DownloadAsync(new Uri(server.Address, "/x"), destination);

        Assert.Equal("image/png", mediaType);
        Assert.Equal(big, destination.ToArray());
    }

    private static MediaServer Result(Reply file) => MediaServer.Start("together", "text-to-image", (request, _) =>
        request.Method == "POST"
            ? Reply.Json($$"""{"data":[{"url":"http://{{request.Header("Host")}}/files/x"}]}""")
            : file);

    private static InferenceRouter Loopback(ScriptedServer server, Action<InferenceProvidersOptions>? configure = null)
    {
        var options = server.Options();
        options.HttpMessageHandler = null;
        options.AllowLoopbackDownloads = true;
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    private static void AssertAnonymous(ReceivedRequest request)
    {
        Assert.Equal("GET", request.Method);
        Assert.DoesNotContain(
            request.Headers, header => header.Name.ToLowerInvariant() is not ("host" or "user-agent"));
    }

    private static HttpResponseMessage Json(string json) => new()
    {
        Content = new StringContent(json, Encoding.UTF8, "application/json"),
    };

    private sealed class RecordingHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Hosts { get; } = [];

        public List<bool> Authorized { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Hosts.Add(request.RequestUri!.Host);
            Authorized.Add(request.Headers.Authorization is not null);
            return Task.FromResult(answer(request));
        }
    }
}
