using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// What the abstractions have no type for: the tools that an MCP server listed (<c>mcp_list_tools</c>), and items of
/// tools that this library cannot ask for. It is shown as a bare content with the item as raw representation, as other
/// clients do.
/// </summary>
internal sealed class OtherItem(string id, bool isList) : OutputItem(id)
{
    private byte[]? _json;

    public override bool IsRunning => isList && !IsDone;

    protected override void ReadCore(JsonElement item, bool isDone) =>
        _json = JsonMarshal.GetRawUtf8Value(item).ToArray();

    public override void Close()
    {
        if (_json is not null)
        {
            Add(new AIContent { RawRepresentation = new RawJson(_json) });
        }
    }
}
