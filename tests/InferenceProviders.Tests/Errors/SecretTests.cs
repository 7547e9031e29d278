using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using InferenceProviders.Providers;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Plans;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>
/// Canaries: a token, keys and a prompt go through every kind of call, and must turn up nowhere but on the wire.
/// </summary>
public sealed class SecretTests
{
    private const string Token = "hf_CANARYtoken0123456789abcdef";
    private const string ProviderKey = "gsk_CANARYkey0123456789abcdef";
    private const string EndpointKey = "ep_CANARYendpoint0123456789abcdef";
    private const string QueryKey = "CANARYquery0123456789";
    private const string Prompt = "CANARYprompt tell nobody";

    public static TheoryData<string> Echoes =>
    [
        """{"error":"Invalid token: {secret}"}""",
        """{"error":{"message":"no","code":"bad {secret}"}}""",
        """{"error":{"message":"Authorization: Bearer {secret} is bad","type":"{secret}"}}""",
        """{"detail":[{"msg":"{secret}"}]}""",
        """<html><title>Denied {secret}</title></html>""",
        """Denied: {secret}""",
        """{"error":"{filler}{secret} and more"}""",
        """{"error":"Escaped \u0068{secret-tail}"}""",
    ];

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_secret_that_a_server_repeats_is_redacted(string body)
    {
        foreach (var status in new[] { 200, 401, 500 })
        {
            // The text is cut at a length; the cut must not leave half of the secret.
            for (var filler = 570; filler < 605; filler++)
            {
                var text = body.Replace("{secret}", Token, StringComparison.Ordinal)
                    .Replace("{secret-tail}", Token[1..], StringComparison.Ordinal)
                    .Replace("{filler}", new string('x', filler), StringComparison.Ordinal);
                await using var server = ScriptedServer.Start(Reply.Json(text, status));
                using var logs = new CapturedLogs();
                using var router = server.Router(options => (options.Token, options.LoggerFactory) = (Token, logs));
                var chat = router.AsIChatClient("org/model");

                var error = await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync(Prompt));
                var streamed = await Assert.ThrowsAsync<InferenceException>(
                    () => chat.GetStreamingResponseAsync(Prompt).ToChatResponseAsync());

                NoSecretIn(Everything(error), Everything(streamed), logs.ToString());
                if (!body.Contains("{filler}", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
    }

    [Theory]
    [InlineData("data: {\"error\":\"Bad {secret}\"}\n\n")]
    [InlineData("event: error\ndata: Bad {secret}\n\n")]
    [InlineData(
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {\"error\":{\"message\":\"Bad {secret}\","
        + "\"code\":\"{secret}\"}}\n\n")]
    [InlineData("data: {\"detail\":\"Bad {secret}\"}\n\n")]
    [InlineData("Bad {secret}")]
    public async Task A_secret_that_a_stream_repeats_is_redacted(string events)
    {
        await using var server = ScriptedServer.Start(
            Reply.Stream(events.Replace("{secret}", Token, StringComparison.Ordinal)));
        using var logs = new CapturedLogs();
        using var router = server.Router(options => (options.Token, options.LoggerFactory) = (Token, logs));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetStreamingResponseAsync(Prompt).ToChatResponseAsync());

        Assert.Contains("Bad [redacted]", error.Message, StringComparison.Ordinal);
        NoSecretIn(Everything(error), logs.ToString());
    }

    public static TheoryData<string, string> Calls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var where in new[] { "auto", "routed", "direct", "endpoint", "lookup" })
            {
                foreach (var what in new[] { "answer", "stream", "401", "404", "500", "reset", "garbage", "redirect",
                    "error in 200", "interrupted" })
                {
                    data.Add(where, what);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Neither_secrets_nor_prompts_are_in_anything_a_caller_or_a_log_can_see(string where, string what)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" && where != "lookup"
            ? Reply.Json(Writing.Sent.Mapping("groq")) : what switch
        {
            "answer" => Reply.Json(Wire.Answer("""{"content":"Fine"}""")),
            "stream" => Reply.Stream(Wire.TextStream("Fine")),
            "401" or "404" or "500" => Reply.Json("""{"error":"Odd"}""", int.Parse(what, null)),
            "reset" => Reply.Close,
            "garbage" => Reply.Json("{{{"),
            "redirect" => Reply.Json("", 307, "Location: http://127.0.0.1:9/"),
            "error in 200" => Reply.Json("""{"error":"Odd"}"""),
            _ => Reply.Stream(Wire.Events(Wire.Chunk("""{"content":"Fine"}"""))),
        });
        using var logs = new CapturedLogs();
        var options = server.Options();
        options.Token = Token;
        options.LoggerFactory = logs;
        options.EndpointKeys[server.Authority] = EndpointKey;
        if (where == "direct")
        {
            options.ProviderKeys["groq"] = ProviderKey;
            options.ProviderEndpoints["groq"] = server.Address;
        }

        using var router = new InferenceRouter(options);
        var chat =
            where == "endpoint"
                ? router.AsIChatClient(new Uri(server.Address, $"v1?code={QueryKey}"))
                : router.AsIChatClient("org/model", where == "auto" ? null : "groq");
        var metadata = chat.GetService<ChatClientMetadata>()!;
        List<string> seen = [
            options.ToString(), router.ToString()!, chat.ToString()!,
            $"{metadata.DefaultModelId} {metadata.ProviderUri}"];
        seen.AddRange(await OutcomeAsync(() => chat.GetResponseAsync(Prompt)));
        seen.AddRange(await OutcomeAsync(() => chat.GetStreamingResponseAsync(Prompt).ToChatResponseAsync()));
        seen.Add(logs.ToString());

        NoSecretIn([.. seen]);
        Assert.NotEmpty(server.Requests);
        Assert.Contains(
            server.Requests, request =>
                request.Header("Authorization") == "Bearer " +
                where switch { "direct" => ProviderKey, "endpoint" => EndpointKey, _ => Token });
    }

    [Fact]
    public void The_metadata_of_every_client_leave_out_an_endpoints_query()
    {
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = Token, UseEnvironment = false });
        const string Endpoint = $"https://host.example/v1?code={QueryKey}";
        var chat = router.AsIChatClient(Endpoint).GetService<ChatClientMetadata>()!;
        var embeddings = router.AsIEmbeddingGenerator(Endpoint)
            .GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        var images = router.AsIImageGenerator(Endpoint).GetService<ImageGeneratorMetadata>()!;
        var listener = router.AsISpeechToTextClient(Endpoint).GetService<SpeechToTextClientMetadata>()!;
        var speaker = router.AsITextToSpeechClient(Endpoint).GetService<TextToSpeechClientMetadata>()!;
        var videos = router.AsIVideoGenerator(Endpoint).GetService<VideoGeneratorMetadata>()!;
        var reranker = router.AsIReranker(Endpoint).GetService<RerankerMetadata>()!;

        NoSecretIn(
            $"{chat.DefaultModelId} {chat.ProviderUri}",
            $"{embeddings!.DefaultModelId} {embeddings.ProviderUri}",
            $"{images.DefaultModelId} {images.ProviderUri}",
            $"{listener.DefaultModelId} {listener.ProviderUri}",
            $"{speaker.DefaultModelId} {speaker.ProviderUri}",
            $"{videos.DefaultModelId} {videos.ProviderUri}",
            $"{reranker.DefaultModelId} {reranker.ProviderUri}");
    }

    [Fact]
    public void No_internal_text_form_has_a_secret()
    {
        var options = new InferenceProvidersOptions { UseEnvironment = false, Token = Token };
        options.ProviderKeys["groq"] = ProviderKey;
        options.EndpointKeys["gpu.example.com"] = EndpointKey;
        var route = new Route
        {
            Provider = ProviderRegistry.BuiltIn.Find("groq")!,
            Model = "org/model",
            ProviderModel = "m",
            Task = InferenceTask.Conversational,
            AuthMode = AuthMode.Direct,
            BaseAddress = new Uri("https://api.groq.com"),
            Authorization = new("Bearer", ProviderKey),
        };

        NoSecretIn(
            options.ToString(), RouterSettingsFactory.Create(options)
            .ToString()!, route.ToString(), new RoutePlan("org/model", route.Task, route).ToString()!);
    }

    [Theory]
    [InlineData("with space CANARYtoken")]
    [InlineData("with\nbreak CANARYtoken")]
    [InlineData("umlaut\u00fc CANARYtoken")]
    public void A_secret_that_is_refused_is_not_in_the_message(string secret)
    {
        foreach (var configure in new Action<InferenceProvidersOptions>[] { options => options.Token = secret,
            options =>
                options.ProviderKeys["groq"] = secret, options => options.EndpointKeys["gpu.example.com"] = secret })
        {
            var options = new InferenceProvidersOptions { UseEnvironment = false };
            configure(options);
            NoSecretIn(Assert.Throws<ArgumentException>(() => new InferenceRouter(options)).ToString());
        }
    }

    private static async Task<IReadOnlyList<string>> OutcomeAsync(Func<Task<ChatResponse>> call)
    {
        try
        {
            var response = await call();
            return [
                response.GetRoutingReport()!.ToString(),
                .. response.GetRoutingReport()!.Attempts.Select(attempt => attempt.ToString())];
        }
        catch (InferenceException exception)
        {
            return Everything(exception).Split('\n');
        }
    }

    /// <summary>
    /// All that can be reached from an exception: its text, every property, its data, and the same of what is inside
    /// it.
    /// </summary>
    private static string Everything(Exception exception)
    {
        var text = new StringBuilder();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(exception, depth: 0);
        return text.ToString();

        void Walk(object? value, int depth)
        {
            if (value is null or MemberInfo or Type or RuntimeWrappedException || depth > 6
                || (!value.GetType().IsValueType && !seen.Add(value)))
            {
                return;
            }

            text.AppendLine(value.ToString());
            if (value is string || value.GetType().IsPrimitive)
            {
                return;
            }

            if (value is System.Collections.IEnumerable items)
            {
                foreach (var item in items)
                {
                    Walk(item, depth + 1);
                }
            }

            foreach (var property in value.GetType().GetProperties().Where(
                property =>
                    property.GetIndexParameters().Length == 0 && property.CanRead && !property.GetMethod!.IsStatic
                    && value is Exception or RouteAttempt))
            {
                Walk(property.GetValue(value), depth + 1);
            }
        }
    }

    private static void NoSecretIn(params string[] texts)
    {
        foreach (var text in texts.Select(text => text.Replace(Checkout(), "", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("CANARY", text, StringComparison.OrdinalIgnoreCase);

            // Half a token is a secret too.
            Assert.DoesNotContain("hf_CAN", text, StringComparison.Ordinal);
        }
    }

    /// <summary>Stack traces name source files, and these are in a folder that may have any name.</summary>
    private static string Checkout([CallerFilePath] string path = "") =>
        path[..path.LastIndexOf("tests", StringComparison.Ordinal)];
}
