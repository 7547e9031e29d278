using System.Text.Json;

namespace InferenceProviders.Conformance.Wire;

/// <summary>
/// One captured call of an official client: what was called, what went over the wire, and what the client returned.
/// </summary>
internal sealed class WireCase
{
    public WireCase(string id, JsonElement root, string fixtures, string folder = "")
    {
        Id = id;
        Folder = folder;
        Name = root.GetProperty("case").GetString()!;
        Client = root.GetProperty("client").GetProperty("name").GetString()!;
        Call = new CapturedCall(root.GetProperty("call"), fixtures);
        HubMapping = root.TryGetProperty("hubMapping", out var mapping) ? mapping : default;
        Exchanges = Exchange.ReadAll(root.GetProperty("exchanges"), fixtures);
        Result = root.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>Unique over all folders: the path of the file below its folder, and the name.</summary>
    public string Id { get; }

    /// <summary>The folder of captures that it belongs to.</summary>
    public string Folder { get; }

    /// <summary><c>provider/task--variant--auth</c>.</summary>
    public string Name { get; }

    /// <summary>The npm or PyPI name of the client.</summary>
    public string Client { get; }

    public CapturedCall Call { get; }

    /// <summary>What the Hub knows about the model, whether the client asked or not.</summary>
    public JsonElement HubMapping { get; }

    public IReadOnlyList<Exchange> Exchanges { get; }

    /// <summary>
    /// What the client returned; <c>{"$error"}</c> when it threw, <c>{"$stream"}</c> when it yielded.
    /// </summary>
    public JsonElement Result { get; }

    /// <summary>The error that the client threw, if it did.</summary>
    public CapturedError? Error =>
        Result.ValueKind == JsonValueKind.Object && Result.TryGetProperty("$error", out var error)
            ? new CapturedError(error)
            : null;

    public override string ToString() => Id;
}
