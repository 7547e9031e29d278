using InferenceProviders.Catalog;

namespace InferenceProviders.Tasks;

/// <summary>A result that tells how much of what is charged for is in it.</summary>
internal interface IMeasuredResult
{
    /// <summary>How much; null when the provider did not say.</summary>
    RequestAmounts? Amounts { get; }
}
