namespace InferenceProviders.Emulator;

/// <summary>A model of the emulator's catalog.</summary>
/// <param name="Id">Its id on the Hub, <c>organization/name</c>.</param>
public sealed record EmulatorModel(string Id)
{
    /// <summary>The Hub's <c>pipeline_tag</c>. Default: <c>text-generation</c>.</summary>
    public string PipelineTag { get; init; } = "text-generation";

    /// <summary>What it reads: <c>text</c>, <c>image</c>, <c>audio</c>. Default: text.</summary>
    public IReadOnlyList<string> InputModalities { get; init; } = ["text"];

    /// <summary>What it gives. Default: text.</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = ["text"];

    /// <summary>Whether it thinks before it answers.</summary>
    public bool Reasoning { get; init; }

    /// <summary>Whether the account has no access to it.</summary>
    public bool Gated { get; init; }

    /// <summary>Whether the Hub gives its mapping as an array instead of an object.</summary>
    public bool ArrayMapping { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; } = new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Who serves it, in the Hub's order.</summary>
    public IReadOnlyList<EmulatorOffer> Offers { get; init; } = [];

    /// <summary>
    /// Whom the Hub names first; it names the others in the order of the emulator's list of providers.
    /// </summary>
    internal IReadOnlyList<string> HubOrder { get; init; } = [];

    /// <summary>Whether it reads images.</summary>
    public bool Vision => InputModalities.Contains("image");

    /// <summary>The organization.</summary>
    public string Owner =>
        Id.Contains('/', StringComparison.Ordinal) ? Id[..Id.IndexOf('/', StringComparison.Ordinal)] : Id;

    /// <summary>The same with every offer known to the Hub, when the Hub knows the model at all.</summary>
    internal EmulatorModel WithDroppedProviders() =>
        Id.Contains('/', StringComparison.Ordinal)
            ? this with { Offers = [.. Offers.Select(offer => offer with { OnHub = true })] }
            : this;
}
