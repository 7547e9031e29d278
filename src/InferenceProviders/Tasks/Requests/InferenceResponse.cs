namespace InferenceProviders;

/// <summary>The response to a custom request, read to its end.</summary>
public sealed class InferenceResponse
{
    internal InferenceResponse(ReadOnlyMemory<byte> body, string? mediaType, RoutingReport report)
    {
        Body = body;
        MediaType = mediaType;
        Report = report;
        Json = new RawJson(body);
    }

    /// <summary>The bytes, after decompression.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The media type without parameters, in lower case; null when the answer named none.</summary>
    public string? MediaType { get; }

    /// <summary>The body as JSON; it is parsed when it is looked at.</summary>
    public RawJson Json { get; }

    /// <summary>Who answered.</summary>
    public RoutingReport Report { get; }
}
