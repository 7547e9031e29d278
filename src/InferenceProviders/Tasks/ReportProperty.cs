using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>The additional property of responses that carries the <see cref="RoutingReport"/> of their call.</summary>
internal static class ReportProperty
{
    public const string Key = OwnProperties.Prefix + "routing_report";

    public static RoutingReport? Find(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(Key, out var value) ? value as RoutingReport : null;
}
