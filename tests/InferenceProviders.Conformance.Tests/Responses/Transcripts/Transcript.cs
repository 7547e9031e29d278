using System.Text.Json;

namespace InferenceProviders.Conformance.Responses.Transcripts;

/// <summary>One HTTP exchange with a real Responses server, as it was recorded.</summary>
internal sealed class Transcript
{
    private readonly JsonElement _root;

    public Transcript(JsonElement root)
    {
        _root = root;
        Name = root.GetProperty("name").GetString()!;
        Request = root.GetProperty("request");
        Response = root.TryGetProperty("response", out var response) ? response : default;
    }

    public string Name { get; }

    public JsonElement Request { get; }

    public JsonElement Response { get; }

    /// <summary>The JSON that was sent; undefined when it was something else.</summary>
    public JsonElement RequestBody =>
        Request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object ? body : default;

    public Uri Url => new(Request.GetProperty("url").GetString()!);

    public bool IsPost => Request.GetProperty("method").GetString() == "POST" && Url.AbsolutePath == "/v1/responses";

    /// <summary>Null when no head came.</summary>
    public int? Status =>
        Response.ValueKind == JsonValueKind.Object && Response.TryGetProperty("status", out var status)
        && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : null;

    /// <summary>Whether the response was a stream of events.</summary>
    public bool IsStream =>
        Response.ValueKind == JsonValueKind.Object && Response.TryGetProperty("sse", out var sse)
        && sse.ValueKind == JsonValueKind.Array;

    /// <summary>
    /// The data of the events; where the recording left some out of the middle of a long text, with what is missing as
    /// one delta.
    /// </summary>
    public IReadOnlyList<JsonElement> Events => !IsStream ? [] : TruncatedEvents.Restore(
        [.. Response.GetProperty("sse").EnumerateArray().Select(block => block.GetProperty("data"))],
        Response.TryGetProperty("sseTruncated", out var cut)
        && cut.ValueKind is not (JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined));

    /// <summary>The body of a response that is no stream: JSON, or text.</summary>
    public JsonElement Body =>
        Response.ValueKind == JsonValueKind.Object && Response.TryGetProperty("body", out var body) ? body : default;

    /// <summary>
    /// The response object: the body, or what the last event has; undefined when the stream was cut or the answer was
    /// an HTTP error.
    /// </summary>
    public JsonElement Final
    {
        get
        {
            if (Status is not 200)
            {
                return default;
            }

            if (!IsStream)
            {
                return Body.ValueKind == JsonValueKind.Object ? Body : default;
            }

            var last = Events.LastOrDefault(
                data =>
                    data.TryGetProperty("type", out var type) && type.GetString() is "response.completed"
                    or "response.failed" or "response.incomplete");
            return last.ValueKind == JsonValueKind.Object ? last.GetProperty("response") : default;
        }
    }

    public string? Header(string name) =>
        Request.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject()
                .Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value.ToString()).FirstOrDefault()
            : null;

    public override string ToString() => Name;

    public string Describe() => _root.GetRawText();
}
