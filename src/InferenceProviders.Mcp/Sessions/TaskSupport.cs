using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>How a server runs calls as tasks.</summary>
internal enum TaskForm
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>
    /// Version 2025-11-25: the client asks for a task in the call (modelcontextprotocol.io, "Tasks" of that version).
    /// </summary>
    Requested,

    /// <summary>
    /// Since 2026-07-28: the server answers a call with a task when it wants to (SEP-2663, the extension
    /// <c>io.modelcontextprotocol/tasks</c>).
    /// </summary>
    Offered,
}

/// <summary>What a server says about tasks: as a whole, and of each tool.</summary>
internal sealed class TaskSupport
{
    /// <summary>The name of the extension.</summary>
    public const string Extension = "io.modelcontextprotocol/tasks";

    private readonly ConcurrentDictionary<string, bool> _tools = new(StringComparer.Ordinal);

    public TaskForm Form { get; private set; }

    /// <summary>Takes in the answer to <c>initialize</c> or <c>server/discover</c>.</summary>
    public void ReadServer(string method, JsonNode? result)
    {
        var capabilities = Child(result, "capabilities");
        if (method == "initialize")
        {
            var requests = Child(Child(capabilities, "tasks"), "requests");
            Form = Child(Child(requests, "tools"), "call") is not null ? TaskForm.Requested : TaskForm.None;
        }
        else if (Child(Child(capabilities, "extensions"), Extension) is not null)
        {
            Form = TaskForm.Offered;
        }
    }

    /// <summary>Takes in a tool's definition.</summary>
    public void ReadTool(JsonNode? tool)
    {
        if (AnswerRepair.Text(Child(tool, "name")) is { } name)
        {
            _tools[name] = Of(tool) is "required" or "optional";
        }
    }

    /// <summary>What the tool says: required, optional, forbidden; null when it says nothing.</summary>
    public static string? Of(JsonNode? tool) => AnswerRepair.Text(Child(Child(tool, "execution"), "taskSupport"));

    /// <summary>Whether the answer to a call of the tool can be a task.</summary>
    public bool MayBecomeTask(string? tool) =>
        Form == TaskForm.Offered || (Form == TaskForm.Requested && tool is not null && _tools.GetValueOrDefault(tool));

    private static JsonNode? Child(JsonNode? node, string name) => (node as JsonObject)?[name];
}
