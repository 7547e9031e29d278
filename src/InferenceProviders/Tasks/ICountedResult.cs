using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>A result of which the provider counted the tokens.</summary>
internal interface ICountedResult
{
    /// <summary>The tokens; null when it did not count.</summary>
    UsageDetails? Usage { get; }

    /// <summary>The model as the provider calls it; null when it did not say.</summary>
    string? ModelId { get; }
}
