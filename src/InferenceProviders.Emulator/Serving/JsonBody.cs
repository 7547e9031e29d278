using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Serving;

/// <summary>Bodies that must be a JSON object.</summary>
internal static class JsonBody
{
    public static JsonObject Require(HttpContext context) =>
        !context.Request.HasJsonContentType()
            ? throw new ApiException(415, "The content type must be 'application/json'.", "unsupported_media_type")
        : context.Call().Json
            ?? throw ApiException.Invalid(
                "We could not parse the JSON body of your request: expected a JSON object.", null, "invalid_json");
}
