namespace InferenceProviders.Benchmarks.Server;

/// <summary>What the server sends, piece by piece: each is written and flushed on its own.</summary>
internal sealed record CannedAnswer(string ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)
{
    public bool IsStream => ContentType == "text/event-stream";

    /// <summary>
    /// Whether there is a pause between the pieces, so that the client has read one before the next comes.
    /// </summary>
    public bool IsPaced { get; init; }

    /// <summary>Whether the connection stays open behind the last piece, until the client gives up.</summary>
    public bool NeverEnds { get; init; }
}
