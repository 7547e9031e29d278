using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Replay;
using InferenceProviders.Conformance.Runners;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Harness;

/// <summary>Real captures, with one thing changed.</summary>
internal static class Captures
{
    private static readonly string Fixtures = Path.Combine(CaptureFolder.BuiltIn.Path, "fixtures");

    public static WireCase Changed(string file, string name, Action<JsonNode> change)
    {
        var line = File.ReadLines(Path.Combine(CaptureFolder.BuiltIn.Path, file))
            .Single(line => line.Contains($"\"case\":\"{name}\"", StringComparison.Ordinal));
        var root = JsonNode.Parse(line)!;
        change(root);
        return new WireCase(name, JsonSerializer.SerializeToElement(root), Fixtures);
    }

    /// <summary>Replays the case without any deviation declared.</summary>
    public static Task<IReadOnlyList<Difference>> ReplayAsync(WireCase wireCase) =>
        CaseReplay.RunAsync(wireCase, CaseRunners.Find(wireCase.Call.Method)!);
}
