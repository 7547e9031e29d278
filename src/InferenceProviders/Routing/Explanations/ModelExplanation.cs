namespace InferenceProviders;

/// <summary>Which providers would be asked for one model.</summary>
public sealed record ModelExplanation
{
    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary>The routes in the order in which they would be tried; empty when there is no provider to ask.</summary>
    public IReadOnlyList<RouteExplanation> Routes { get; init; } = [];

    /// <summary>The providers that serve the model and would not be asked.</summary>
    public IReadOnlyList<ExcludedProvider> Excluded { get; init; } = [];

    /// <summary>The error that a call for this model alone would end with at once; null when there is none.</summary>
    public InferenceErrorKind? Error { get; init; }

    /// <summary>What <see cref="Error"/> says; null when there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Whether a route can be asked at once. Otherwise the other models of the chain come first; without others, it is
    /// asked all the same.
    /// </summary>
    public bool IsReady { get; init; }

    /// <summary>The model, then a line for each route and for who is left out.</summary>
    public override string ToString()
    {
        var lines = new List<string>
        {
            Reason is not null ? $"{Model}: {Reason}" : IsReady ? Model : $"{Model} (not ready)",
        };
        lines.AddRange(Routes.Select((route, index) => $"  {index + 1}. {route}"));
        if (Excluded.Count > 0)
        {
            lines.Add($"  not: {string.Join(", ", Excluded)}");
        }

        return string.Join(Environment.NewLine, lines);
    }
}
