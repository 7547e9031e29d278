using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>
/// Additional properties that are this library's own: routing options of a call, the report on a response, and the
/// like. They travel with options, messages and responses inside the process, and are never sent.
/// </summary>
internal static class OwnProperties
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "inference_providers.";

    public static bool Contains(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The caller's properties, without this library's own.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Without(AdditionalPropertiesDictionary? properties) =>
        properties is null ? [] : properties.Where(property => !Contains(property.Key));
}
