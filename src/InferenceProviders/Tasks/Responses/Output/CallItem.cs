using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>What all calls of tools share: a name, and arguments that arrive as pieces of JSON text.</summary>
internal abstract class CallItem(string id) : OutputItem(id)
{
    private readonly StringBuilder _arguments = new();
    private string? _whole;

    public string Name { get; private set; } = "";

    /// <summary>The text of the arguments, as far as it is known.</summary>
    public string Arguments => _whole ?? _arguments.ToString();

    public override bool IsSettled => HasWholeArguments;

    /// <summary>Whether the arguments are a JSON object from end to end, to which nothing could be added.</summary>
    public bool HasWholeArguments => ToolArguments.IsObject(Arguments);

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        Name = TextOf(item, "name") ?? Name;
        if (TextOf(item, "arguments") is { Length: > 0 } arguments)
        {
            _whole = arguments;
        }
        else if (item.At("arguments") is { ValueKind: JsonValueKind.Object } given)
        {
            // The object itself, where its text belongs.
            _whole = given.GetRawText();
        }
    }

    public override void ReadDelta(ResponseEventKind kind, int part, string text)
    {
        if (kind == ResponseEventKind.ArgumentsDelta)
        {
            _arguments.Append(text);
        }
        else if (kind == ResponseEventKind.ArgumentsDone && text.Length > 0)
        {
            _whole = text;
        }
    }

    /// <summary>Adds what a server put into another item by mistake.</summary>
    public void Append(string arguments) => _whole = Arguments + arguments;

    protected McpServerToolCallContent McpCall(string callId, string? server)
    {
        var parsed = ToolArguments.Read(callId, Name, Encoding.UTF8.GetBytes(Arguments));
        return new McpServerToolCallContent(callId, string.IsNullOrWhiteSpace(Name) ? "(unnamed)" : Name, server)
        {
            // Nobody here runs it: what is there of the arguments can be looked up.
            Arguments = parsed is { Exception: not null, Arguments: { } text }
                ? new Dictionary<string, object?>(text)
                : parsed.Arguments,
            RawRepresentation = parsed.RawRepresentation,
        };
    }
}
