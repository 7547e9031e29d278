using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Responses.Transcripts;

namespace InferenceProviders.Conformance.Responses.Replay;

/// <summary>
/// Answers every request with what was recorded, byte for byte as far as it can be known, and keeps the requests.
/// </summary>
internal sealed class ReplayHandler(int status, string mediaType, byte[] body) : HttpMessageHandler
{
    private readonly List<SentRequest> _requests = [];

    public IReadOnlyList<SentRequest> Requests => _requests;

    /// <summary>The response in the form in which it came.</summary>
    public static ReplayHandler Recorded(Transcript transcript)
    {
        if (transcript.IsStream)
        {
            return Stream(transcript.Events, transcript.Status ?? 200);
        }

        return transcript.Body.ValueKind == JsonValueKind.String
            ? new ReplayHandler(
                transcript.Status ?? 200, "text/html", Encoding.UTF8.GetBytes(transcript.Body.GetString()!))
            : Whole(transcript.Body, transcript.Status ?? 200);
    }

    public static ReplayHandler Stream(IEnumerable<JsonElement> events, int status = 200) =>
        new(status, "text/event-stream",
            Encoding.UTF8.GetBytes(
                string.Concat(events.Select(data => $"data: {JsonSerializer.Serialize(data)}\n\n"))));

    /// <summary>A response object as the body of an answer that is no stream.</summary>
    public static ReplayHandler Whole(JsonElement response, int status = 200) =>
        new(status, "application/json",
            Encoding.UTF8.GetBytes(response.ValueKind == JsonValueKind.Undefined ? "" : response.GetRawText()));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            // The Hub, asked who serves a model that was not found: it is not part of the recording.
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        _requests.Add(new SentRequest(
            request.RequestUri!,
            request.Headers.ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            JsonDocument.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken)).RootElement));
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }
}
