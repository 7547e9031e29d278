using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using InferenceProviders;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>What the server does whatever the page asks of it; no browser is needed.</summary>
public sealed class ServerTests
{
    private static readonly object Question = new
    {
        model = "openai/gpt-oss-120b",
        messages = new[]
        {
            new { role = "user",
                contents = new[] { new Dictionary<string, string> { ["$type"] = "text", ["text"] = "Hello" } } },
        },
    };

    [Fact]
    public async Task The_page_is_sent_with_a_strict_content_security_policy()
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);

        var response = await client.GetAsync("/");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'; trusted-types 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_token_is_never_sent_to_the_page()
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);
        var token = await SessionAsync(client);

        var bodies = new List<string>
        {
            await client.GetStringAsync("/api/session"),
            await client.GetStringAsync("/api/models"),
            await (await PostAsync(client, token, "/api/chat", Question)).Content.ReadAsStringAsync(),
            await client.GetStringAsync("/healthz"),
        };

        Assert.All(
            bodies, body => Assert.DoesNotContain(server.Backend.Emulator!.Token, body, StringComparison.Ordinal));
        Assert.Contains("\"type\":\"done\"", bodies[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_sites_page_cannot_ask_anything()
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);
        await SessionAsync(client);

        var without = await client.PostAsJsonAsync("/api/chat", Question);
        var wrong = await PostAsync(client, "wrong", "/api/chat", Question);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (without.StatusCode, wrong.StatusCode));
        Assert.DoesNotContain(server.Backend.Emulator!.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_name_that_is_not_this_machines_is_refused()
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session")
        {
            Headers = { Host = "rebound.attacker.example" },
        };

        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    public async Task A_limit_of_less_than_one_token_is_refused(int tokens)
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);
        var token = await SessionAsync(client);

        var response = await PostAsync(client, token, "/api/chat", new
        {
            model = "openai/gpt-oss-120b",
            messages = Array.Empty<object>(),
            maxOutputTokens = tokens,
        });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            $"'maxOutputTokens' is {tokens}", (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_back()
    {
        await using var server = await Playground.StartAsync(
            ["--urls", "http://127.0.0.1:0", "--Playground:RequestsPerMinute", "1"]);
        using var client = Client(server);
        var token = await SessionAsync(client);

        var response = await PostAsync(client, token, "/api/chat", Question);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Contains("Too many requests", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_browser_leaves_the_call_to_the_provider_ends()
    {
        await using var server = await Playground.StartAsync(
            ["--urls", "http://127.0.0.1:0"], new EmulatorOptions { TokenInterval = TimeSpan.FromMilliseconds(20) });
        using var client = Client(server);
        var token = await SessionAsync(client);
        server.Backend.Emulator!.Script.For().Text(string.Join(' ', Enumerable.Range(1, 5000)));

        using (var request = Request(token, "/api/chat", Question))
        using (var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        var upstream = await server.Backend.Emulator.WaitForRequestAsync(sent => sent.Method == "POST");
        Assert.Equal(EmulatorOutcome.ClientClosed, await upstream.Completion.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task With_a_token_the_real_providers_answer_and_cannot_be_broken()
    {
        // The emulator stands for Hugging Face here: the server only knows its addresses and a token.
        await using var huggingFace = await EmulatorHost.StartAsync();
        await using var server = await Playground.StartAsync(Arguments(huggingFace, huggingFace.Token));
        using var client = Client(server);
        var session = await client.GetFromJsonAsync<JsonElement>("/api/session");
        var token = session.GetProperty("antiforgeryToken").GetString()!;

        var answer = await (await PostAsync(client, token, "/api/chat", Question)).Content.ReadAsStringAsync();

        Assert.Null(server.Backend.Emulator);
        Assert.False(session.GetProperty("isEmulated").GetBoolean());
        Assert.Equal(server.Backend.Account!.Name, session.GetProperty("account").GetString());
        Assert.Contains("\"type\":\"text\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(huggingFace.Token, answer + session, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/faults")).StatusCode);
    }

    [Theory]
    [InlineData(null, "Production", false)]
    [InlineData(null, "Development", true)]
    [InlineData("true", "Production", true)]
    [InlineData("false", "Development", false)]
    public async Task Requests_to_providers_are_kept_in_development_alone(
        string? setting, string environment, bool isKept)
    {
        await using var huggingFace = await EmulatorHost.StartAsync();
        await using var server = await Playground.StartAsync([
            .. Arguments(huggingFace, huggingFace.Token), "--environment", environment,
            .. setting is null ? Array.Empty<string>() : ["--Playground:KeepsWire", setting]]);
        using var client = Client(server);
        var token = await SessionAsync(client);

        var answer = await (await PostAsync(client, token, "/api/chat", Question)).Content.ReadAsStringAsync();

        Assert.Equal(isKept, answer.Contains("\"type\":\"wire\"", StringComparison.Ordinal));
        if (isKept)
        {
            var line = answer.Split('\n').Single(static line => line.Contains("\"wire\"", StringComparison.Ordinal));
            var id = JsonDocument.Parse(line["data: ".Length..]).RootElement
                .GetProperty("exchanges")[0].GetProperty("id").GetString();
            var exchange = await client.GetStringAsync($"/api/wire/{id}");
            Assert.Contains("Hello", exchange, StringComparison.Ordinal);
            Assert.DoesNotContain(huggingFace.Token, exchange, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/wire/{Guid.NewGuid()}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_wrong_token_is_told_at_the_start()
    {
        await using var huggingFace = await EmulatorHost.StartAsync();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => Playground.StartAsync(Arguments(huggingFace, "hf_wrong")));

        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
    }

    [Theory]
    [InlineData("""{"model":"http://169.254.169.254/v1","messages":[]}""", "not a model of the Hub")]
    [InlineData("""{"model":"openai/gpt-oss-120b","messages":{"role":"user"}}""", "not a list of chat messages")]
    [InlineData(
        """{"model":"openai/gpt-oss-120b","messages":[],"decisions":[{"id":"x","approved":true}]}""", "No call waits")]
    [InlineData(
        """{"model":"openai/gpt-oss-120b","messages":[],"mcpServers":[{"name":"s","url":"http://10.0.0.1/mcp"}]}""",
        "address of an MCP server")]
    public async Task A_wrong_request_is_explained_and_goes_nowhere(string body, string words)
    {
        await using var server = await Playground.StartAsync(["--urls", "http://127.0.0.1:0"]);
        using var client = Client(server);
        var token = await SessionAsync(client);
        using var request = Request(token, "/api/chat", JsonDocument.Parse(body).RootElement);

        var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Backend.Emulator!.Requests, sent => sent.Method == "POST");
    }

    private static string[] Arguments(EmulatorHost huggingFace, string token) =>
    [
        "--urls", "http://127.0.0.1:0",
        "--InferenceProviders:Token", token,
        "--InferenceProviders:RouterEndpoint", huggingFace.BaseAddress.ToString(),
        "--InferenceProviders:HubEndpoint", huggingFace.BaseAddress.ToString(),
    ];

    private static HttpClient Client(Playground server) =>
        new(new SocketsHttpHandler { CookieContainer = new(), UseCookies = true })
    {
        BaseAddress = server.Address,
    };

    private static async Task<string> SessionAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/session")).GetProperty("antiforgeryToken").GetString()!;

    private static HttpRequestMessage Request(string token, string path, object body) =>
        new(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body),
            Headers = { { "X-Antiforgery-Token", token } },
        };

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string token, string path, object body)
    {
        using var request = Request(token, path, body);
        return await client.SendAsync(request);
    }
}
