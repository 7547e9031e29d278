using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A question of the server whether it may run a tool. The response ends with it, or with several of them.
/// </summary>
internal sealed class McpApprovalItem(string id) : CallItem(id)
{
    private string? _server;
    private bool _isShown;

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        base.ReadCore(item, isDone);
        _server = TextOf(item, "server_label") ?? _server;
        if (isDone)
        {
            Close();
        }
    }

    public override void Close()
    {
        if (!_isShown)
        {
            _isShown = true;
            Add(new ToolApprovalRequestContent(Id, McpCall(Id, _server)));
        }
    }
}
