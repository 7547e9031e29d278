using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Wire;

/// <summary>JSON as the real ones write it: only what must be escaped is.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToWire(this JsonNode json) => json.ToJsonString(Options);
}
