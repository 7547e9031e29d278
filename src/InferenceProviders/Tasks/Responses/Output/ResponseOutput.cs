using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// The items of a response, told apart by their ids: positions (<c>output_index</c>) are wrong or missing in some
/// events. Contents come out in the order of the items. A text is given out as it arrives; behind a call whose
/// arguments are not known in full, everything waits.
/// </summary>
/// <param name="showReasoning">Whether the caller wants to see reasoning.</param>
/// <param name="said">Collects the text of all messages.</param>
/// <param name="messageId">The id of a message that begins without one; null to leave it open.</param>
/// <param name="isResumed">
/// Whether the caller has the beginning: what began there is told in events without it, and once more as a whole at the
/// end.
/// </param>
/// <param name="imageType">The type of the images that were asked for; null when the request did not say.</param>
internal sealed class ResponseOutput(
    bool showReasoning, StringBuilder said, string? messageId = null, bool isResumed = false, string? imageType = null)
{
    private readonly List<OutputItem> _items = [];
    private readonly Dictionary<string, OutputItem> _byId = new(StringComparer.Ordinal);
    private OutputItem? _last;
    private int _head;
    private string? _messageId = messageId;
    private bool _hasEnded;

    /// <summary>Whether anything has begun.</summary>
    public bool HasItems => _items.Count > 0;

    /// <summary>Whether the model called a function that is the caller's to run.</summary>
    public bool CallsFunctions => _items.Exists(static item => item is FunctionCallItem { IsRun: false });

    /// <summary>Whether the last thing was a call of the server's own: the model never got to answer.</summary>
    public bool EndsWithMcpCall => _items is [.., McpCallItem];

    /// <summary>Whether the server took an MCP server: it lists the tools, calls one, or asks whether it may.</summary>
    public bool UsesMcp => _items.Exists(item => item.Type?.StartsWith("mcp_", StringComparison.Ordinal) is true);

    /// <summary>Whether a tool is at work on the server.</summary>
    public bool IsRunning => _items is [.., { IsRunning: true }];

    /// <summary>The id of the message that contents without one belong to.</summary>
    public string? MessageId => _messageId;

    public void ReadItem(JsonElement json, int? position, bool isDone)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            if (isResumed && isDone && Find(json) is null && (TypeOf(json) is "message" or "reasoning"))
            {
                return;
            }

            _last = FindSame(json, isDone) ?? (isDone ? FindNameless(json) ?? FindRenamed(json, position) : null)
                ?? Add(json, position);
            _last.Read(json, isDone);
        }
    }

    /// <summary>Whether an item that begins is one that is known already.</summary>
    public bool Has(JsonElement json) => FindSame(json, isDone: false) is not null;

    /// <summary>Reads a piece of an item; returns the item, null when there is none that it can be of.</summary>
    public OutputItem? ReadDelta(in ResponseEvent received, string text)
    {
        var item = ItemOf(received);
        if (TypeOf(received.Kind) is { } type && item?.Type != type)
        {
            item = Begin(received, type, text);
        }

        item?.ReadDelta(received.Kind, received.Part, text);
        return item;
    }

    /// <summary>
    /// The item that began without a word: before the stream was resumed, or on a server that sends no
    /// <c>output_item.added</c>. Null for events that bring nothing new.
    /// </summary>
    private OutputItem? Begin(in ResponseEvent received, string type, string text)
    {
        if (text.Length == 0 || (isResumed && (received.ItemId.IsEmpty || !received.IsDelta)))
        {
            return null;
        }

        if (_items.FindLast(item => item.Type == type && !item.IsDone) is { } open && received.ItemId.IsEmpty)
        {
            return open;
        }

        var id = received.ItemId.IsEmpty ? NewId() : Encoding.UTF8.GetString(received.ItemId);
        return _last = Add(id, type, received.Position);
    }

    private static string? TypeOf(ResponseEventKind kind) => kind switch
    {
        ResponseEventKind.TextDelta or ResponseEventKind.TextDone or ResponseEventKind.RefusalDelta
            or ResponseEventKind.RefusalDone => "message",
        ResponseEventKind.ReasoningDelta or ResponseEventKind.ReasoningDone or ResponseEventKind.SummaryDelta
            or ResponseEventKind.SummaryDone => "reasoning",
        _ => null,
    };

    /// <summary>A message of the assistant, of which nothing but the text is known.</summary>
    public void ReadText(string text) =>
        Add(NewId(), "message", position: null).ReadDelta(ResponseEventKind.TextDelta, part: 0, text);

    public void ReadAnnotation(in ResponseEvent received) =>
        ItemOf(received)?.ReadAnnotation(received.ParseJson(), received.Part);

    private OutputItem? ItemOf(in ResponseEvent received)
    {
        var id = received.ItemId;
        return id.IsEmpty ? (FindOpen(received.Position) is { } open && open.Type == _last?.Type ? open : _last)
            : _last is not null && id.SequenceEqual(_last.Utf8Id) ? _last
            : _byId.GetValueOrDefault(Encoding.UTF8.GetString(id)) ?? FindOpen(received.Position);
    }

    /// <summary>Reads the final list, which knows what events did not tell.</summary>
    public void ReadAll(JsonElement response)
    {
        if (response.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            HashSet<OutputItem> read = [];
            foreach (var json in output.EnumerateArray())
            {
                if (json.ValueKind == JsonValueKind.Object && (!isResumed || Find(json) is not null))
                {
                    var item = FindUnread(json, read) ?? FindRenamed(json, position, output) ?? Add(json);
                    item.Read(json, isDone: false);
                    read.Add(item);
                }

                position++;
            }
        }

        JoinCutCalls();
        _hasEnded = true;
    }

    /// <summary>
    /// Moves the contents that can be given out by now into updates, one for each run of contents of one message.
    /// </summary>
    public void Drain(Action<string?, ChatRole, List<AIContent>> give)
    {
        while (_head < _items.Count)
        {
            var item = _items[_head];
            Give(item, give);
            var isFollowed = _hasEnded || _head + 1 < _items.Count;
            if (!isFollowed || !(_hasEnded || item.IsDone || item.IsSettled))
            {
                break;
            }

            item.Close();
            Give(item, give);
            _head++;
        }

        // The result of a call that others overtook.
        if (_last is { } last && last.Index < _head)
        {
            Give(last, give);
        }
    }

    private void Give(OutputItem item, Action<string?, ChatRole, List<AIContent>> give)
    {
        if (item.Take() is { } contents)
        {
            if (item.IsMessage)
            {
                _messageId = item.Id;
            }

            give(_messageId, item.Role, contents);
            if (item.Role != ChatRole.Assistant)
            {
                // What has no message of its own behind it is the assistant's.
                _messageId = null;
            }
        }
    }

    private OutputItem? Find(JsonElement json) => IdOf(json) is { } id ? _byId.GetValueOrDefault(id) : null;

    /// <summary>
    /// The item of that id, unless a server gave the id to another one: of another kind, or one that begins when the
    /// first is done. A call that the server makes again is the same.
    /// </summary>
    private OutputItem? FindSame(JsonElement json, bool isDone) =>
        Find(json) is { } known && known.Type == TypeOf(json)
            && (isDone || !known.IsDone || known is not (MessageItem or ReasoningOutputItem))
            ? known
            : null;

    /// <summary>The item of that id which the final list has not named yet.</summary>
    private OutputItem? FindUnread(JsonElement json, HashSet<OutputItem> read)
    {
        var type = TypeOf(json);
        return Find(json) is { } known
            ? _items.Find(item => item.Id == known.Id && item.Type == type && !read.Contains(item))
                ?? (_items.Contains(known) ? null : known)
            : null;
    }

    /// <summary>The item that a done event without an id ends.</summary>
    private OutputItem? FindNameless(JsonElement json) =>
        IdOf(json) is null ? _items.FindLast(item => item.Type == TypeOf(json) && !item.IsDone) : null;

    /// <summary>
    /// The item that an event is about whose id belongs to none: GitHub Copilot gives every event another id, and only
    /// the positions tell.
    /// </summary>
    private OutputItem? FindOpen(int? position) =>
        position is null ? null : _items.FindLast(item => item.Position == position && !item.IsDone);

    private OutputItem? FindRenamed(JsonElement json, int? position) =>
        FindOpen(position) is { } open && open.Type == TypeOf(json) ? open : null;

    /// <summary>
    /// Servers exist that give an item no id, or another one in the final list: it is the one of its kind at its place.
    /// </summary>
    private OutputItem? FindRenamed(JsonElement json, int position, JsonElement output) =>
        position < _items.Count
        && _items[position] is var candidate
        && candidate.Type == TypeOf(json)
        && !output.EnumerateArray().Any(other => other.ValueKind == JsonValueKind.Object && IdOf(other) == candidate.Id)
            ? candidate
            : null;

    private OutputItem Add(JsonElement json, int? position = null) =>
        Add(IdOf(json) ?? NewId(), TypeOf(json), position);

    private static string NewId() => $"item_{Guid.NewGuid():N}";

    private OutputItem Add(string id, string? type, int? position)
    {
        OutputItem item = type switch
        {
            "message" => new MessageItem(id, said, showReasoning),
            "reasoning" => new ReasoningOutputItem(id, showReasoning),
            "function_call" => new FunctionCallItem(id),
            "function_call_output" => new FunctionOutputItem(id, MarkRun),
            "mcp_call" => new McpCallItem(id),
            "mcp_approval_request" => new McpApprovalItem(id),
            { } when type.EndsWith("_call", StringComparison.Ordinal)
                || type.EndsWith("_call_output", StringComparison.Ordinal) => new HostedCallItem(id, type, imageType),
            _ => new OtherItem(id, isList: type == "mcp_list_tools"),
        };
        item.Type = type;
        item.Position = position;
        item.Index = _items.Count;
        _items.Add(item);
        _byId[id] = item;
        return item;
    }

    private void MarkRun(string callId)
    {
        foreach (var item in _items)
        {
            if (item is FunctionCallItem call && call.CallId == callId)
            {
                call.MarkRun();
            }
        }
    }

    private static string? IdOf(JsonElement json) =>
        json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is var text
            && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The type; of an item without one, what it can only be.</summary>
    private static string? TypeOf(JsonElement json) =>
        json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()
        : json.TryGetProperty("role", out _) && json.TryGetProperty("content", out _) ? "message"
        : json.TryGetProperty("name", out _) && json.TryGetProperty("arguments", out _) ? "function_call"
        : null;

    /// <summary>
    /// Providers that repeat a function's name with every piece of its arguments make <c>responses.js</c> cut one call
    /// into several items with one <c>call_id</c>. Together they are the call again.
    /// </summary>
    private void JoinCutCalls()
    {
        for (var index = _head; index < _items.Count; index++)
        {
            if (_items[index] is not FunctionCallItem { CallId: { } callId } first || first.HasWholeArguments)
            {
                continue;
            }

            var end = index + 1;
            var arguments = new StringBuilder(first.Arguments);
            while (end < _items.Count && _items[end] is FunctionCallItem next && next.CallId == callId
                && next.Name == first.Name)
            {
                arguments.Append(next.Arguments);
                end++;
            }

            if (end > index + 1 && Chat.ToolArguments.IsObject(arguments.ToString()))
            {
                first.Append(arguments.ToString(first.Arguments.Length, arguments.Length - first.Arguments.Length));
                _items.RemoveRange(index + 1, end - index - 1);
            }
        }
    }
}
