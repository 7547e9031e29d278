using System.Text;
using System.Text.Json;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A client that is bound to an endpoint stays there, whatever the options say (the expectations of dotnet/extensions'
/// own test suites: <c>ModelId</c> names the model of a call, and is no way to another host).
/// </summary>
[Trait("Category", "Field")]
public sealed class BoundEndpointTests
{
    private static readonly byte[] Wav = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0];

    public static TheoryData<string> Clients =>
        ["chat", "chat stream", "responses", "embeddings", "images", "speech to text", "text to speech"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task No_byte_goes_to_another_host(string client)
    {
        await using var elsewhere = ScriptedServer.Start(Reply.Json("{}"));
        await using var server = ScriptedServer.Start(Answer);
        using var router = Router(elsewhere);
        foreach (var model in new[]
        {
            "my-model", "org/name", "org/name:groq", "org/name:fastest", $"{elsewhere.Address}v1",
                $"http://{elsewhere.Authority}/v1/chat/completions", "https://router.huggingface.co/v1",
            $"http://user@{server.Authority}@{elsewhere.Authority}/v1", $"http://{server.Authority}.example.com/v1",
        })
        {
            try
            {
                await CallAsync(router, client, new Uri(server.Address, "/v1"), named: null, model);
                Assert.DoesNotContain("://", model, StringComparison.Ordinal);
                Assert.Equal(model, ModelOf(server.Requests[^1]));
            }
            catch (ArgumentException)
            {
                // Told before anything was sent.
                Assert.Contains("://", model, StringComparison.Ordinal);
            }
        }

        Assert.Equal(0, elsewhere.ConnectionCount);
        Assert.DoesNotContain(
            server.Requests, request =>
                request.Headers.Any(header => header.Value.Contains(ScriptedServer.Token, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_model_can_be_named_when_the_client_is_made(string client)
    {
        await using var elsewhere = ScriptedServer.Start(Reply.Json("{}"));
        await using var server = ScriptedServer.Start(Answer);
        using var router = Router(elsewhere);

        await CallAsync(router, client, new Uri(server.Address, "/v1"), named: "my-model", asked: null);
        await CallAsync(router, client, new Uri(server.Address, "/v1"), named: "my-model", asked: "another");

        Assert.Equal(["my-model", "another"], server.Requests.Select(ModelOf));
        Assert.Equal(0, elsewhere.ConnectionCount);
    }

    [Theory]
    [InlineData("embeddings", "/v1/embeddings")]
    [InlineData("images", "/v1/images/generations")]
    [InlineData("speech to text", "/v1/audio/transcriptions")]
    [InlineData("text to speech", "/v1/audio/speech")]
    public async Task Below_v1_the_routes_are_OpenAIs_and_elsewhere_it_is_a_pipeline(string client, string route)
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = Router(server);

        await CallAsync(router, client, new Uri(server.Address, "/v1"), named: null, asked: null);
        await CallAsync(router, client, new Uri(server.Address, $"{route}?api-version=1"), named: null, asked: null);
        await CallAsync(router, client, new Uri(server.Address, "/pipeline"), named: null, asked: "my-model");

        Assert.Equal([route, $"{route}?api-version=1", "/pipeline"], server.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Another_path_of_the_same_host_is_a_route_of_it()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = Router(server);

        await CallAsync(router, "chat", new Uri(server.Address, "/a/v1"), named: null, asked: $"{server.Address}b/v1");

        Assert.Equal("/b/v1/chat/completions", server.Requests[^1].Target);
    }

    private static InferenceRouter Router(ScriptedServer hub) => new(new InferenceProvidersOptions
    {
        UseEnvironment = false,
        Token = ScriptedServer.Token,
        RouterEndpoint = hub.Address,
        HubEndpoint = hub.Address,
        Routing = new() { MaxAttempts = 1 },
    });

    private static async Task CallAsync(
        InferenceRouter router, string client, Uri endpoint, string? named, string? asked)
    {
        switch (client)
        {
            case "chat":
                await router.AsIChatClient(endpoint, named).GetResponseAsync("Hi", new() { ModelId = asked });
                break;

            case "chat stream":
                await router.AsIChatClient(endpoint, named).GetStreamingResponseAsync("Hi", new() { ModelId = asked })
                    .ToChatResponseAsync();
                break;

            case "responses":
                await router.AsIChatClient(
                    endpoint, ChatProtocol.Responses, named).GetResponseAsync("Hi", new() { ModelId = asked });
                break;

            case "embeddings":
                await router.AsIEmbeddingGenerator(endpoint, named).GenerateAsync(["Hi"], new() { ModelId = asked });
                break;

            case "images":
                await router.AsIImageGenerator(endpoint, named).GenerateAsync(new("a cat"), new() { ModelId = asked });
                break;

            case "speech to text":
                using (var audio = new MemoryStream(Wav))
                {
                    await router.AsISpeechToTextClient(endpoint, named).GetTextAsync(audio, new() { ModelId = asked });
                }

                break;

            default:
                await router.AsITextToSpeechClient(endpoint, named).GetAudioAsync("Speak", new() { ModelId = asked });
                break;
        }
    }

    private static string? ModelOf(ReceivedRequest request)
    {
        if (request.Body.AsSpan().StartsWith("{"u8))
        {
            return JsonDocument.Parse(request.Body).RootElement.GetProperty("model").GetString();
        }

        var form = Encoding.UTF8.GetString(request.Body);
        var start = form.IndexOf("name=\"model\"\r\n\r\n", StringComparison.Ordinal) + "name=\"model\"\r\n\r\n".Length;
        return form[start..form.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }

    private static Reply Answer(ReceivedRequest request) => request.Target.Split('?')[0] switch
    {
        "/v1/embeddings" => Reply.Json("""{"data":[{"index":0,"embedding":[0.5,0.25]}],"model":"m"}"""),
        "/v1/images/generations" =>
            Reply.Json(
                """{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}]}"""),
        "/v1/audio/transcriptions" => Reply.Json("""{"text":"Hi"}"""),
        "/v1/audio/speech" => Reply.Whole(Wav, "audio/wav"),
        "/v1/responses" =>
            Reply.Json(
                """{"id":"r","object":"response","status":"completed","model":"m","output":"""
                + """[{"type":"message","id":"m1","role":"assistant","status":"completed","content":"""
                + """[{"type":"output_text","text":"Hi","annotations":[]}]}]}"""),
        "/pipeline"
        when Encoding.UTF8.GetString(request.Body) is var body =>
            body.Contains("a cat", StringComparison.Ordinal)
                ? Reply.Whole(
                    Convert.FromBase64String(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
                        "image/png")
            : body.StartsWith("RIFF", StringComparison.Ordinal) ? Reply.Json("""{"text":"Hi"}""")
            : body.Contains("\"Hi\"", StringComparison.Ordinal) ? Reply.Json("[[0.5,0.25]]")
            : Reply.Whole(Wav, "audio/wav"),
        _ when Encoding.UTF8.GetString(request.Body).Contains("\"stream\":true", StringComparison.Ordinal) =>
            Reply.Stream(Wire.TextStream("Hi")),
        _ => Reply.Json(Wire.Answer("""{"content":"Hi"}""")),
    };
}
