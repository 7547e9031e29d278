namespace InferenceProviders;

/// <summary>A provider that serves a model, and would not be asked for it by a call.</summary>
public sealed record ExcludedProvider
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>On whose account it would have been asked.</summary>
    public required AuthMode AuthMode { get; init; }

    /// <summary>Why not, in a few words: <c>denied</c>, <c>too expensive</c>, <c>without tools</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The provider and why it would not be asked.</summary>
    public override string ToString() => $"{Provider} ({Reason})";
}
