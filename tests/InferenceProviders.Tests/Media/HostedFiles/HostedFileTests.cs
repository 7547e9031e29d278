using InferenceProviders.Emulator;
using InferenceProviders.Tests.Media.Speech;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable MEAI001 // The interface of hosted files is experimental.

namespace InferenceProviders.Tests.Media.HostedFiles;

/// <summary>
/// Files that providers keep. The first tests are what dotnet/extensions expects of its own client
/// (OpenAIHostedFileClientTests).
/// </summary>
public sealed class HostedFileTests
{
    private const string Kept =
        """{"id":"file-abc123","object":"file","bytes":140,"created_at":1613677385"""
        + ""","filename":"mydata.jsonl","purpose":"assistants"}""";
    private const string NotFound =
        """{"error":{"message":"No such File object: file-x","type":"invalid_request_error","param":"id","code":"""
        + """null}}""";

    public static TheoryData<string> Keepers => new("openai", "groq", "together", "novita", "nebius", "");

    [Theory]
    [InlineData(null, "user_data")]
    [InlineData("fine-tune", "fine-tune")]
    [InlineData("assistants", "assistants")]
    public async Task An_upload_has_its_purpose_before_the_file(string? purpose, string sent)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = Router(server);
        using var stream = new MemoryStream([1, 2, 3]);

        var file = await router.AsIHostedFileClient("openai")
            .UploadAsync(stream, options: new() { Purpose = purpose });

        Assert.Equal(("file-abc123", "mydata.jsonl", 140L), (file.FileId, file.Name, file.SizeInBytes));
        Assert.Equal("application/x-ndjson", file.MediaType);
        Assert.Equal("assistants", file.Purpose);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_613_677_385), file.CreatedAt);
        Assert.IsType<RawJson>(file.RawRepresentation);
        Assert.True(stream.CanRead);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/files", $"{request.Method} {request.Target}");
        Assert.Equal("Bearer sk-1", request.Header("Authorization"));
        Assert.Contains($"name=\"purpose\"\r\n\r\n{sent}\r\n", request.Text, StringComparison.Ordinal);
        Assert.True(
            request.Text.IndexOf("name=\"purpose\"", StringComparison.Ordinal)
            < request.Text.IndexOf("name=\"file\"", StringComparison.Ordinal));
        Assert.Equal(request.Header("Content-Length"), $"{request.Body.Length}");
    }

    [Theory]
    [InlineData("notes.txt", null, "filename=\"notes.txt\"", "Content-Type: text/plain")]
    [InlineData("Bericht „März“.pdf", null, "filename=\"Bericht „März“.pdf\"", "Content-Type: application/pdf")]
    [InlineData("a\"b\r\n.csv", null, "filename=\"a%22b%0D%0A.csv\"", "Content-Type: text/csv")]
    [InlineData(null, "application/json", ".json\"", "Content-Type: application/json")]
    [InlineData(
        "data.bin", "text/plain; charset=utf-8", "filename=\"data.bin\"", "Content-Type: text/plain; charset=utf-8")]
    public async Task A_file_has_its_name_and_type(string? name, string? type, string disposition, string contentType)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"id":"file-1"}"""));
        using var router = Router(server);
        using var stream = new MemoryStream([1]);

        var file = await router.AsIHostedFileClient("openai").UploadAsync(stream, type, name);

        Assert.Contains(disposition, server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains(contentType, server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Equal(name ?? file.Name, file.Name);
        Assert.NotNull(file.MediaType);
    }

    [Fact]
    public async Task Fields_of_the_providers_own_go_out_as_a_form_has_them()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = Router(server);
        using var stream = new MemoryStream([1]);
        var options = new HostedFileClientOptions
        {
            AdditionalProperties = new()
            {
                ["expires_after"] = new Dictionary<string, object?> { ["anchor"] = "created_at", ["seconds"] = 3600 },
            },
        };

        await router.AsIHostedFileClient("openai").UploadAsync(stream, options: options);

        Assert.Contains(
            "name=\"expires_after[anchor]\"\r\n\r\ncreated_at\r\n", server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            "name=\"expires_after[seconds]\"\r\n\r\n3600\r\n", server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_was_not_deleted()
    {
        await using var server = ScriptedServer.Start(Reply.Json(NotFound, 404));
        using var router = Router(server);
        var files = router.AsIHostedFileClient("openai");

        Assert.Null(await files.GetFileInfoAsync("file-x"));
        Assert.False(await files.DeleteAsync("file-x"));
        var error = await Assert.ThrowsAsync<InferenceException>(() => files.DownloadAsync("file-x"));
        Assert.Contains("No such File object", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_ends_at_its_limit()
    {
        await using var server = ScriptedServer.Start(
            request => Reply.Json(request.Target.Contains("after=f2", StringComparison.Ordinal)
            ? """{"object":"list","data":[{"id":"f3","purpose":"batch"},{"id":"f4","purpose":"batch"}],"has_more":true,"last_id":"f4"}"""
            : """{"object":"list","data":[{"id":"f1","purpose":"batch"},{"id":"f2","purpose":"batch"}],"has_more":"""
                + """true}"""));
        using var router = Router(server);

        var files = await router.AsIHostedFileClient("openai")
            .ListFilesAsync(new() { Limit = 3, Purpose = "batch", AdditionalProperties = new() { ["order"] = "asc" } })
                .ListAsync();

        Assert.Equal(["f1", "f2", "f3"], files.Select(file => file.FileId));
        Assert.Equal(
            ["/v1/files?purpose=batch&limit=3&order=asc", "/v1/files?purpose=batch&limit=1&after=f2&order=asc"],
            server.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_list_of_a_server_that_cannot_choose_is_chosen_from_here()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                """{"data":[{"id":"f1","purpose":"batch"},{"id":"f2","purpose":"eval"},{"id":"f3"},{"name":"no """
                + """id"}]}"""));
        using var router = Router(server, "together");

        var files = await router.AsIHostedFileClient("together").ListFilesAsync(new() { Purpose = "batch" })
            .ListAsync();

        Assert.Equal(["f1", "f3"], files.Select(file => file.FileId));
        Assert.Equal("/v1/files", server.Requests[0].Target);
    }

    [Fact]
    public async Task Files_of_a_container_have_their_scope()
    {
        await using var server = ScriptedServer.Start(
            request => request.Target.EndsWith("/content", StringComparison.Ordinal)
            ? Reply.Whole([1, 2], "application/octet-stream")
            : Reply.Json(
                """{"id":"cfile_1","object":"container.file","container_id":"cntr_1","path":"/mnt/data/out.csv","bytes":2,"created_at":1}"""));
        using var router = Router(server);
        var files = router.AsIHostedFileClient("openai");
        using var stream = new MemoryStream([1]);

        var file = await files.UploadAsync(stream, fileName: "in.csv", options: new() { Scope = "cntr_1" });
        await using var download = await files.DownloadAsync(file);

        Assert.Equal(("cntr_1", "out.csv", "text/csv"), (file.Scope, file.Name, file.MediaType));
        Assert.Equal(("out.csv", "text/csv"), (download.FileName, download.MediaType));
        Assert.Equal(
            ["/v1/containers/cntr_1/files", "/v1/containers/cntr_1/files/cfile_1",
                "/v1/containers/cntr_1/files/cfile_1/content"],
            server.Requests.Select(request => request.Target));
        Assert.DoesNotContain("name=\"purpose\"", server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "cerebras",
        "cerebras keeps no files that this library can send. Providers that do: groq, nebius, novita, openai,"
        + " together, zai-org")]
    [InlineData("fal-ai", "fal-ai keeps no files")]
    [InlineData("nobody", "nobody keeps no files")]
    public async Task A_provider_without_files_is_refused_before_anything_is_sent(string provider, string words)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = Router(server, provider);
        var files = router.AsIHostedFileClient(provider);
        using var stream = new MemoryStream([1]);

        foreach (var call in new Func<Task>[]
        {
            () => files.UploadAsync(stream), () =>
                files.DownloadAsync("f"), () => files.GetFileInfoAsync("f"), () => files.DeleteAsync("f"),
            () => files.ListFilesAsync().ListAsync(),
        })
        {
            var error = await Assert.ThrowsAsync<InferenceException>(call);
            Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Files_are_those_of_an_account_of_ones_own()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIHostedFileClient("together").GetFileInfoAsync("f"));

        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
        Assert.Contains("ProviderKeys[\"together\"]", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Of_several_keys_it_is_always_the_first()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = ["sk-1", "sk-2"];
            options.ProviderEndpoints["openai"] = server.Address;
        });

        for (var i = 0; i < 5; i++)
        {
            await router.AsIHostedFileClient("openai").GetFileInfoAsync("f");
        }

        Assert.All(server.Requests, request => Assert.Equal("Bearer sk-1", request.Header("Authorization")));
    }

    [Fact]
    public async Task Zai_takes_files_and_gives_none_back()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                """{"id":"f1","object":"file","bytes":1,"filename":"a.pdf","purpose":"agent","created_at":1}"""));
        using var router = Router(server, "zai-org");
        using var stream = new MemoryStream([1]);

        var file = await router.AsIHostedFileClient("zai-org").UploadAsync(stream, fileName: "a.pdf");
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIHostedFileClient("zai-org").DownloadAsync("f1"));

        Assert.Equal("agent", file.Purpose);
        Assert.Equal("/api/paas/v4/files", Assert.Single(server.Requests).Target);
        Assert.Contains("only UploadAsync is supported", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../models")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("f?x=1")]
    [InlineData("%2e%2e")]
    public async Task An_id_does_not_lead_out_of_its_route(string id)
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = Router(server);
        var files = router.AsIHostedFileClient("openai");

        await Assert.ThrowsAsync<ArgumentException>("fileId", () => files.DownloadAsync(id));
        await Assert.ThrowsAsync<ArgumentException>("fileId", () => files.DeleteAsync(id));
        await Assert.ThrowsAsync<ArgumentException>("options", () => files.GetFileInfoAsync("f", new() { Scope = id }));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Wrong_arguments_are_named()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Kept));
        using var router = Router(server);
        var files = router.AsIHostedFileClient("openai");
        using var stream = new MemoryStream([1]);

        await Assert.ThrowsAsync<ArgumentNullException>("content", () => files.UploadAsync((Stream)null!));
        await Assert.ThrowsAsync<ArgumentException>("mediaType", () => files.UploadAsync(stream, "no type"));
        await Assert.ThrowsAsync<ArgumentNullException>("fileId", () => files.DownloadAsync((string)null!));
        await Assert.ThrowsAsync<ArgumentException>("fileId", () => files.GetFileInfoAsync("  "));
        await Assert.ThrowsAsync<ArgumentException>("fileId", () => files.DeleteAsync("  "));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            "options", () => files.ListFilesAsync(new() { Limit = 0 }).ListAsync());
        Assert.Throws<ArgumentException>(() => router.AsIHostedFileClient("No Provider"));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_error_is_told_in_the_providers_words_and_nothing_is_sent_twice()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"message":"The storage is full."}}""", 503));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-1";
            options.ProviderEndpoints["openai"] = server.Address;
            options.Routing.MaxAttempts = 3;
        });
        using var stream = new MemoryStream([1]);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIHostedFileClient("openai").UploadAsync(stream));

        Assert.Contains("The storage is full.", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("https://files.example.org/v1", "/v1/files")]
    [InlineData("https://files.example.org", "/v1/files")]
    [InlineData("https://files.example.org/v1/files", "/v1/files")]
    [InlineData("https://files.example.org/openai/v1?api-version=1", "/openai/v1/files?api-version=1")]
    public async Task An_endpoint_is_asked_at_its_own_route(string endpoint, string target)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"data":[]}"""));
        using var router = server.Router();

        await router.AsIHostedFileClient(
            new Uri(
                endpoint.Replace(
                    "https://files.example.org", server.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)))
            .ListFilesAsync().ListAsync();

        Assert.Equal(target, Assert.Single(server.Requests).Target);
    }

    [Theory]
    [MemberData(nameof(Keepers))]
    public async Task A_file_goes_there_and_back(string provider)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(
            emulator.RouterOptions("openai", "groq", "together", "novita", "nebius"));
        var files = provider.Length == 0
            ? router.AsIHostedFileClient(emulator.HostAddress(new("https://files.example.org/v1")))
                : router.AsIHostedFileClient(provider);
        var bytes = """{"prompt": "hello"}"""u8.ToArray();

        using var stream = new MemoryStream(bytes);
        var first = await files.UploadAsync(stream, "application/jsonl", "first.jsonl");
        var second = await files.UploadAsync(new DataContent("two"u8.ToArray(), "text/plain") { Name = "second.txt" });
        var third = await files.UploadAsync(new DataContent("three"u8.ToArray(), "text/plain") { Name = "third.txt" });

        Assert.Equal(
            ("first.jsonl", (long)bytes.Length, "application/x-ndjson"),
            (first.Name, first.SizeInBytes, first.MediaType));
        Assert.NotNull(first.Purpose);
        Assert.NotNull(first.CreatedAt);
        Assert.Equal(
            [third.FileId, second.FileId, first.FileId], (await files.ListFilesAsync().ListAsync())
            .Select(file => file.FileId));
        Assert.Equal(2, (await files.ListFilesAsync(new() { Limit = 2 }).ListAsync()).Count);
        Assert.Equal("second.txt", (await files.GetFileInfoAsync(second.FileId))!.Name);
        var content = await files.DownloadAsDataContentAsync(first.FileId);
        Assert.Equal(bytes, content.Data.ToArray());
        Assert.Equal(("first.jsonl", "application/x-ndjson"), (content.Name, content.MediaType));
        Assert.True(await files.DeleteAsync(first.FileId));
        Assert.False(await files.DeleteAsync(first.FileId));
        Assert.Null(await files.GetFileInfoAsync(first.FileId));
    }

    [Fact]
    public async Task A_file_that_was_sent_is_read_by_the_model()
    {
        await using var server = ScriptedServer.Start(request => request.Target == "/v1/files" ? Reply.Json(Kept)
            : TestUtilities.Responses.Responded.Reply(
                TestUtilities.Responses.Responded.Completed(TestUtilities.Responses.Responded.Message("A table."))));
        using var router = Router(server);
        using var stream = new MemoryStream([1]);
        var file = await router.AsIHostedFileClient("openai").UploadAsync(stream, fileName: "mydata.pdf");
        var chat = router.AsIChatClient("gpt-5", ChatProtocol.Responses, "openai");

        await chat.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TextContent("What is it?"), file])],
            new() { Tools = [new HostedCodeInterpreterTool { Inputs = [file] }] });

        var body = server.Requests[1].Json;
        Assert.Contains(
            "\"type\":\"input_file\",\"file_id\":\"file-abc123\"", body.GetProperty("input")
            .GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            "\"file_ids\":[\"file-abc123\"]", body.GetProperty("tools").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_of_services_has_it_with_its_middleware()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(_ => new InferenceRouter(emulator.RouterOptions("groq", "openai")));
        services.AddInferenceHostedFileClient("groq").UseLogging();
        services.AddKeyedInferenceHostedFileClient("other", "openai");
        await using var provider = services.BuildServiceProvider();

        var files = provider.GetRequiredService<IHostedFileClient>();
        using var stream = new MemoryStream([1]);
        await files.UploadAsync(stream, fileName: "a.jsonl");

        Assert.NotNull(files.GetService<LoggingHostedFileClient>());
        Assert.Equal(
            ("groq", "api.groq.com"),
            (files.GetService<HostedFileClientMetadata>()!.ProviderName, emulator.Requests[0].Host));
        Assert.NotNull(files.GetService<InferenceRouter>());
        Assert.Empty(await provider.GetRequiredKeyedService<IHostedFileClient>("other").ListFilesAsync().ListAsync());
    }

    private static InferenceRouter Router(ScriptedServer server, string provider = "openai") => server.Router(options =>
    {
        options.ProviderKeys[provider] = "sk-1";
        options.ProviderEndpoints[provider] = server.Address;
    });
}
