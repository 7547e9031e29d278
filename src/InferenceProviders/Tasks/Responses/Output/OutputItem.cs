using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// One item of a response while it arrives. Its end may be told twice or never: an item that is followed by a tool call
/// has no done event on <c>responses.js</c>, and a whole response has no events at all. So every reading is cumulative,
/// and only what is new becomes content.
/// </summary>
internal abstract class OutputItem(string id)
{
    private List<AIContent>? _ready;

    public string Id { get; } = id;

    public byte[] Utf8Id { get; } = Encoding.UTF8.GetBytes(id);

    /// <summary>The item's <c>type</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Where the item stands in the response.</summary>
    public int Index { get; set; }

    /// <summary>
    /// The place that the event named with which the item began (<c>output_index</c>). Some servers count wrongly.
    /// </summary>
    public int? Position { get; set; }

    /// <summary>Whether the done event came.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the item is a message, which begins a message of its own.</summary>
    public virtual bool IsMessage => false;

    /// <summary>Who speaks: the assistant, but in a message that says otherwise.</summary>
    public virtual ChatRole Role => ChatRole.Assistant;

    /// <summary>
    /// Whether it has all it needs, so that the begin of another item shows that its end was only not told.
    /// </summary>
    public virtual bool IsSettled => true;

    /// <summary>Whether a tool is at work on the server.</summary>
    public virtual bool IsRunning => false;

    /// <summary>Reads the item as the server knows it by now.</summary>
    /// <param name="item">Its JSON.</param>
    /// <param name="isDone">Whether this is its done event.</param>
    public void Read(JsonElement item, bool isDone)
    {
        IsDone |= isDone;
        ReadCore(item, isDone);
    }

    public virtual void ReadDelta(ResponseEventKind kind, int part, string text)
    {
    }

    /// <summary>A source for a text of the item, told before its end.</summary>
    public virtual void ReadAnnotation(JsonElement annotation, int part)
    {
    }

    /// <summary>Nothing more is expected: what was held back becomes content. Called once.</summary>
    public virtual void Close()
    {
    }

    /// <summary>The contents since the last time; null when there are none.</summary>
    public List<AIContent>? Take()
    {
        var ready = _ready;
        _ready = null;
        return ready;
    }

    protected abstract void ReadCore(JsonElement item, bool isDone);

    // Nearly every event of a stream has one content.
    protected void Add(AIContent content) => (_ready ??= new(1)).Add(content);

    protected static string? TextOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? JsonText.Get(value) : null;

    protected static IEnumerable<JsonElement> ListOf(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];
}
