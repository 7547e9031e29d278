using System.Globalization;
using System.Text;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// The Hub's mapping and the router's list of models, in their documented forms: one model, and any whose name begins
/// with its name, which eighteen providers serve.
/// </summary>
internal static class HubAnswers
{
    public const string Model = "org/model";

    /// <summary>The provider that the cheapest policy puts first.</summary>
    public static string First => Providers[0];

    public static string[] Providers { get; } =
    [
        "groq", "cerebras", "fireworks-ai", "together", "sambanova", "novita", "nebius", "hyperbolic", "nscale",
            "deepinfra", "baseten", "scaleway", "featherless-ai", "cohere",
        "ovhcloud", "publicai", "clarifai", "zai-org",
    ];

    private static readonly CannedAnswer Mapping = Json($$"""
        {"id":"{{Model}}","inferenceProviderMapping":{ {{string.Join(",", Providers.Select(name =>
            $$""" "{{name}}":{"status":"live","providerId":"{{name}}/model","task":"conversational"} """))}} } }
        """);

    private static readonly CannedAnswer Catalog = Json($$"""
        {"object":"list","data":[{"id":"{{Model}}","providers":[ {{string.Join(",", Providers.Select((name, index) => string.Create(CultureInfo.InvariantCulture,
            $$""" {"provider":"{{name}}","status":"live","context_length":131072,"pricing":{"input":{{index + 1}},"output":{{index + 2}}},"supports_tools":true,"supports_structured_output":true,"throughput":{{100 + index}} } """)))}} ]}]}
        """);

    /// <summary>The answer to a request for one of the two; null for other paths.</summary>
    public static CannedAnswer? Find(string path) =>
        path.Contains($"/api/models/{Model}", StringComparison.Ordinal) ? Mapping
        : path.EndsWith("/v1/models", StringComparison.Ordinal) ? Catalog
        : null;

    private static CannedAnswer Json(string json) => new("application/json", [Encoding.UTF8.GetBytes(json)]);
}
