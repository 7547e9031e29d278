using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>An emulator of its own for one test, and a plain HTTP client for it.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    private EmulatorClient(EmulatorHost host)
    {
        Host = host;
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = host.BaseAddress,
        };
    }

    public EmulatorHost Host { get; }

    public HttpClient Http { get; }

    public static async Task<EmulatorClient> StartAsync(EmulatorOptions? options = null) =>
        new(await EmulatorHost.StartAsync(options));

    public static JsonObject Body(string model, string prompt, Action<JsonObject>? more = null)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        more?.Invoke(body);
        return body;
    }

    /// <summary>A function tool from its name and the JSON of its parameters.</summary>
    public static JsonObject Tool(string name, string parameters, string description = "") => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = name,
            ["description"] = description,
            ["parameters"] = JsonNode.Parse(parameters),
        },
    };

    public static HttpRequestMessage Request(string path, JsonNode body, string? authorization = "Bearer hf_emulator")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path.TrimStart('/'))
        {
            Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")),
        };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        }

        // Z.ai wants to know who sends; the others do not mind.
        request.Headers.Add("x-source-channel", "hugging_face");
        return request;
    }

    public Task<HttpResponseMessage> SendAsync(
        string path, JsonNode body, string? authorization = "Bearer hf_emulator") =>
        Http.SendAsync(Request(path, body, authorization), HttpCompletionOption.ResponseHeadersRead);

    /// <summary>The JSON of an answer that must have that status.</summary>
    public async Task<JsonNode> PostAsync(
        string path, JsonNode body, HttpStatusCode status = HttpStatusCode.OK,
        string? authorization = "Bearer hf_emulator")
    {
        using var response = await SendAsync(path, body, authorization);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Through the server-side router.</summary>
    public Task<JsonNode> ChatAsync(JsonNode body, HttpStatusCode status = HttpStatusCode.OK) =>
        PostAsync("v1/chat/completions", body, status);

    /// <summary>The whole text of a stream.</summary>
    public async Task<string> StreamAsync(string path, JsonObject body, string? authorization = "Bearer hf_emulator")
    {
        body["stream"] = true;
        using var response = await SendAsync(path, body, authorization);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task<JsonNode> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.TrimStart('/'));
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}
