using System.Net.Http.Headers;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>A request of ours, as it would have left the machine.</summary>
internal sealed record SentRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[]? Body)
{
    public string? MediaType => Headers.GetValueOrDefault("content-type")?.Split(';')[0].Trim();

    public static async Task<SentRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);

        // Not validated: parsed and written again, a header would not be what goes over the wire.
        IEnumerable<KeyValuePair<string, HeaderStringValues>> headers = request.Headers.NonValidated;
        if (request.Content is { } content)
        {
            headers = headers.Concat(content.Headers.NonValidated);
        }

        return new SentRequest(
            request.Method.Method,
            request.RequestUri!.AbsoluteUri,
            headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            body);
    }

    public override string ToString() => $"{Method} {Url}";
}
