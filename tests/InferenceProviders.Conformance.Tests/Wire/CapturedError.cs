using System.Text.Json;

namespace InferenceProviders.Conformance.Wire;

/// <summary>What the client threw.</summary>
internal sealed class CapturedError(JsonElement root)
{
    public string Class => Text("class");

    /// <summary>The JavaScript name (<c>AbortError</c>, …); empty in Python.</summary>
    public string Name => Text("name");

    public string Message => Text("message");

    /// <summary>What a stream had yielded before.</summary>
    public JsonElement ChunksBefore => root.TryGetProperty("chunksBeforeError", out var chunks) ? chunks : default;

    /// <summary>Whether the class or one of its bases is one of these.</summary>
    public bool Is(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Class == name || Name == name
                || (root.TryGetProperty("bases", out var bases)
                    && bases.EnumerateArray().Any(item => item.ValueEquals(name))))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"{Class}: {Message.ReplaceLineEndings(" ")}";

    private string Text(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
