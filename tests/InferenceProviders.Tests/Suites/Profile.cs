using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>
/// One way to a model, over real sockets: a provider with a key of its own, the router, or an endpoint.
/// </summary>
internal sealed class Profile : IAsyncDisposable
{
    public const string Router = "the router";
    public const string Endpoint = "an endpoint";

    private const string ServedModel = "served/model";

    private readonly ScriptedServer _server;
    private readonly InferenceRouter _router;
    private readonly Func<ReceivedRequest, string> _answer;

    private Profile(string name, ChatProtocol protocol, Func<ReceivedRequest, string> answer)
    {
        _answer = answer;
        _server = ScriptedServer.Start(Answer);
        _router = _server.Router(options =>
        {
            if (name is not (Router or Endpoint))
            {
                options.ProviderKeys[name] = "key-0123456789";
                options.ProviderEndpoints[name] = _server.Address;
            }
        });
        Dialect = ProviderRegistry.BuiltIn.Find(name)?.Chat ?? ChatDialect.OpenAI;
        Model = name == "openai" || name is Router or Endpoint ? "gpt-5" : ServedModel;
        Client = name == Endpoint ? _router.AsIChatClient(new Uri(_server.Address, "/v1"), protocol, Model)
            : _router.AsIChatClient(Model == "gpt-5" ? Model : "org/model", protocol, name == Router ? null : name);
    }

    /// <summary>Every provider that has chat completions, and the two ways that name none.</summary>
    public static IEnumerable<string> Chat =>
        ProviderRegistry.BuiltIn.All.Where(static provider => provider.Chat is not null)
            .Select(static provider => provider.Name).Order(StringComparer.Ordinal).Append(Router).Append(Endpoint);

    /// <summary>Those that have the Responses API.</summary>
    public static IEnumerable<string> Responses => [Router, "openai", Endpoint];

    /// <summary>All of them, in each protocol that they have.</summary>
    public static IEnumerable<(string Name, ChatProtocol Protocol)> Ways =>
    [
        .. Chat.Select(static name => (name, ChatProtocol.ChatCompletions)),
        .. Responses.Select(static name => (name, ChatProtocol.Responses)),
    ];

    public IChatClient Client { get; }

    public ChatDialect Dialect { get; }

    /// <summary>The model's name on the wire.</summary>
    public string Model { get; }

    /// <summary>The bodies that were sent, in order.</summary>
    public IReadOnlyList<JsonElement> Bodies =>
        [.. _server.Requests.Where(static request => request.Method == "POST").Select(static request => request.Json)];

    public static Profile Start(string name, ChatProtocol protocol, Func<ReceivedRequest, string> answer) =>
        new(name, protocol, answer);

    public async ValueTask DisposeAsync()
    {
        _router.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Asks in one of the two modes.</summary>
    public Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => stream
        ? Client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
        : Client.GetResponseAsync(messages, options);

    private Reply Answer(ReceivedRequest request)
    {
        if (request.Method == "GET" && request.Target.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            var mapping = ProviderRegistry.BuiltIn.All.Select(static provider =>
                $$"""
                "{{provider.Name}}":{"status":"live","providerId":"{{ServedModel}}","task":"conversational"}
                """);
            return Reply.Json("{\"inferenceProviderMapping\":{" + string.Join(',', mapping) + "}}");
        }

        var body = _answer(request);
        return body.StartsWith("data:", StringComparison.Ordinal) ? Reply.Stream(body) : Reply.Json(body);
    }
}
