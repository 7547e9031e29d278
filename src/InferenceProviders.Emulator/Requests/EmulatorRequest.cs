using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Requests;

namespace InferenceProviders.Emulator;

/// <summary>A request as the emulator received it.</summary>
public sealed class EmulatorRequest
{
    private readonly TaskCompletionSource<EmulatorOutcome> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<JsonNode?> _json;

    internal EmulatorRequest(
        string method, EmulatedAddress address, string path, IReadOnlyDictionary<string, string> headers,
            ReadOnlyMemory<byte> body)
    {
        Method = method;
        Host = address.Host;
        Role = address.Role;
        Path = path;
        Headers = headers;
        Body = body;
        _json = new(() => Parse(body));
    }

    /// <summary><c>GET</c>, <c>POST</c>, …</summary>
    public string Method { get; }

    /// <summary>
    /// The host that the emulator stood for: <c>router.huggingface.co</c>, <c>api.groq.com</c>, <c>huggingface.co</c>,
    /// …
    /// </summary>
    public string Host { get; }

    internal HostRole Role { get; }

    /// <summary>The path on that host with the query, as it was sent.</summary>
    public string Path { get; }

    /// <summary>The headers; names ignore case, repeated ones are joined with a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body as JSON, or null when it is not JSON.</summary>
    public JsonNode? Json => _json.Value;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>
    /// The provider that was asked; for the server-side router, the one it chose. Null for the Hub, and when none was
    /// found.
    /// </summary>
    public string? Provider { get; internal set; }

    /// <summary>
    /// The model's id on the Hub when it is known, else the id as it was sent. Null when none was named.
    /// </summary>
    public string? Model { get; internal set; }

    /// <summary>The model's id as it was sent, without a policy or provider suffix.</summary>
    public string? RequestedModel { get; internal set; }

    /// <summary>How the exchange ended; completes when the emulator is done with it.</summary>
    public Task<EmulatorOutcome> Completion => _completion.Task;

    /// <summary>A text in the JSON body; null when it has none of that name.</summary>
    internal string? JsonText(string name) =>
        ((Json as JsonObject)?[name] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;

    internal void Complete(EmulatorOutcome outcome) => _completion.TrySetResult(outcome);

    /// <summary>Method, host and path; neither headers nor body.</summary>
    public override string ToString() => $"{Method} {Host}{Path}";

    private static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
