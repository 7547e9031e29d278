using InferenceProviders.Catalog;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>A piece of a result that comes in pieces.</summary>
internal abstract record TaskPiece
{
    /// <summary>Whether nothing follows it.</summary>
    public bool IsLast { get; init; }

    /// <summary>Whether it is a whole result, of a provider that gives none in pieces.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What was counted until now; null where nobody counted.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>How much of what is charged for was in the answer; null where it does not say.</summary>
    public RequestAmounts? Amounts { get; init; }

    /// <summary>The model as the provider calls it; null where it does not say.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The event as it came; null for what was none.</summary>
    public RawJson? Raw { get; init; }

    /// <summary>What the piece adds to a text; null for what is none.</summary>
    public virtual string? AddedText => null;
}
