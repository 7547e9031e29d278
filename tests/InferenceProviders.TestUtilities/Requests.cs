using System.Text.Json.Nodes;
using InferenceProviders.Emulator;

namespace InferenceProviders.TestUtilities;

/// <summary>Looks into what the emulator received.</summary>
internal static class Requests
{
    /// <summary>The requests to models; the Hub's answers about them are left out.</summary>
    public static IReadOnlyList<EmulatorRequest> Calls(this EmulatorHost emulator) =>
        [.. emulator.Requests.Where(request => request.Method == "POST")];

    public static EmulatorRequest LastCall(this EmulatorHost emulator) => emulator.Calls()[^1];

    public static IReadOnlyList<JsonNode> Messages(this EmulatorRequest request) =>
        [.. request.Json!["messages"]!.AsArray()!];
}
