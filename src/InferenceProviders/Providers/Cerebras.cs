using System.Collections.Frozen;

namespace InferenceProviders.Providers;

/// <summary>Cerebras: chat. It refuses <c>store</c>, which others ignore.</summary>
internal static class Cerebras
{
    public static Provider Create() => new("cerebras", "https://api.cerebras.ai")
    {
        Chat = new() { OmittedFields = FrozenSet.Create("store") },
    };
}
