using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>Where providers have the model that a request is for, when it is not the body's <c>model</c>.</summary>
internal static class ModelInPath
{
    public static string? Find(EmulatedCall call, EmulatorCatalog catalog)
    {
        var provider = call.Address.Provider;
        var path = provider is null ? "" : call.Address.Route[$"/provider/{provider}".Length..].Trim('/');
        return provider switch
        {
            "deepinfra" or "together" when path.EndsWith("/audio/transcriptions", StringComparison.Ordinal) => FormText(call),
            "black-forest-labs" => After(path, "v1/") is { } id && id != "get_result" ? id : null,
            "fal-ai" => path.Contains("/requests/", StringComparison.Ordinal) ? null : path,
            "hf-inference" => After(path, "models/")?.Split('/') is [var organization, var name, ..] ? $"{organization}/{name}" : null,
            "hyperbolic" => Text(call.Json, "model_name"),
            "novita" => After(path, "v3/async/") is { } id && id != "task-result" ? id : null,
            "replicate" => Text(call.Json, "version") is { } version ? catalog.FindVersion(provider, version)
                : After(path, "v1/models/") is { } id && id.EndsWith("/predictions", StringComparison.Ordinal) ? id[..^"/predictions".Length] : null,
            "wavespeed" => After(path, "api/v3/") is { } id && !id.StartsWith("predictions/", StringComparison.Ordinal) ? id : null,
            _ => null,
        };
    }

    private static string? FormText(EmulatedCall call) => FormReader.Read(call.Request).TryGetValue("model", out var model) ? System.Text.Encoding.UTF8.GetString(model) : null;

    private static string? After(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length ? path[prefix.Length..] : null;

    private static string? Text(JsonObject? json, string name) => (json?[name] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
}
