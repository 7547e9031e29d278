namespace InferenceProviders.Emulator;

/// <summary>
/// A provider's offer of a model. The catalog has its numbers as they are, so that a test can play a wrong one: any
/// number is taken.
/// </summary>
/// <param name="Provider">The provider.</param>
/// <param name="ProviderId">The model's id there.</param>
public sealed record EmulatorOffer(string Provider, string ProviderId)
{
    /// <summary>The model's id on the Hub.</summary>
    internal string Model { get; init; } = "";

    /// <summary>The task. Default: <c>conversational</c>.</summary>
    public string Task { get; init; } = "conversational";

    /// <summary><c>live</c>, <c>staging</c> or <c>error</c>. Default: live.</summary>
    public string Status { get; init; } = "live";

    /// <summary>
    /// Whether the Hub names it; the six providers that the Hub dropped are reached at their own hosts only. Default:
    /// yes.
    /// </summary>
    public bool OnHub { get; init; } = true;

    /// <summary>US dollars per million input tokens; null when the provider does not say.</summary>
    public double? InputPrice { get; init; }

    /// <summary>US dollars per million output tokens; null when the provider does not say.</summary>
    public double? OutputPrice { get; init; }

    /// <summary>Prompt and answer together, in tokens. Default: 131072.</summary>
    public int ContextLength { get; init; } = 131_072;

    /// <summary>Whether tools may be offered. Default: yes.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>Whether answers can be held to a JSON schema. Default: yes.</summary>
    public bool StructuredOutput { get; init; } = true;

    /// <summary>Milliseconds to the first token, as the Hub measured them; null when it did not.</summary>
    public int? FirstTokenLatency { get; init; }

    /// <summary>Tokens a second, as the Hub measured them; null when it did not.</summary>
    public double? Throughput { get; init; }

    /// <summary>Whether the provider made the model.</summary>
    public bool ModelAuthor { get; init; }

    /// <summary>The adapter's kind, <c>lora</c>, for a model that is one.</summary>
    public string? Adapter { get; init; }

    /// <summary>The file with the adapter's weights.</summary>
    public string? AdapterWeightsPath { get; init; }
}
