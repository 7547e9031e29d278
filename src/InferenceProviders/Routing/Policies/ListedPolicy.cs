namespace InferenceProviders.Routing.Policies;

/// <summary>The order in which the candidates come.</summary>
internal sealed class ListedPolicy : IBuiltInPolicy
{
    public string Name => RoutePolicies.Listed;

    public bool GoesByFigures => false;

    public void Order(Span<byte> order, in RequestNeeds needs, in Decision decision)
    {
        // It is the order of the table.
    }
}
