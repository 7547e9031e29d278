using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ProviderCheck.Recording;

/// <summary>One request and its answer, byte for byte.</summary>
internal sealed class RecordedExchange(HttpRequestMessage request, byte[]? body)
{
    private readonly ArrayBufferWriter<byte> _answer = new();

    public HttpMethod Method { get; } = request.Method;

    public Uri Address { get; } = request.RequestUri!;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
        [.. Raw(request.Headers), .. request.Content is null ? [] : Raw(request.Content.Headers)];

    /// <summary>What was sent; null for nothing.</summary>
    public byte[]? Body { get; } = body;

    /// <summary>The status; null when no answer came.</summary>
    public HttpStatusCode? Status { get; private set; }

    public IReadOnlyList<KeyValuePair<string, string>> AnswerHeaders { get; private set; } = [];

    /// <summary>What has been read of the answer so far.</summary>
    public byte[] Answer
    {
        get
        {
            lock (_answer)
            {
                return _answer.WrittenSpan.ToArray();
            }
        }
    }

    public string AnswerText => Encoding.UTF8.GetString(Answer);

    public string MediaType => AnswerHeader("content-type")?.Split(';')[0].Trim() ?? "";

    public bool IsStream => MediaType == "text/event-stream";

    public JsonObject? BodyJson => JsonTexts.Object(Body);

    public JsonObject? AnswerJson => JsonTexts.Object(Answer);

    public string? AnswerHeader(string name) =>
        AnswerHeaders.FirstOrDefault(header => header.Key == name).Value;

    /// <summary>The data of each event of a stream.</summary>
    public IReadOnlyList<string> Events =>
        [.. AnswerText.Split('\n').Select(line => line.TrimEnd('\r')).Where(line =>
            line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => line[5..].Trim())];

    public void Begin(HttpResponseMessage response)
    {
        Status = response.StatusCode;
        AnswerHeaders = [.. Raw(response.Headers), .. Raw(response.Content.Headers)];
    }

    /// <summary>As they were written.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Raw(HttpHeaders headers) =>
        headers.NonValidated.Select(header =>
            KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value.ToString()));

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_answer)
        {
            _answer.Write(bytes);
        }
    }
}
