using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Attempts;

/// <summary>What an error says of the other models of a chain, none of which could answer.</summary>
internal static class ChainAdvice
{
    /// <summary>The sentence; null when there was no other model.</summary>
    public static string? Of(IReadOnlyList<ModelFailure> failures) => failures.Count < 2
        ? null
        : $"No model of the chain could answer: "
            + string.Join(", ", failures.Select(failure => $"{failure.Name} ({failure.Failure.Kind})")) + ".";
}
