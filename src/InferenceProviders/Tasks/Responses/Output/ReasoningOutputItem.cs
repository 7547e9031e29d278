using System.Text;
using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// What the model thought: as text (<c>content</c>, Hugging Face), or as summaries with the reasoning itself encrypted
/// (OpenAI). Of text and summaries the first kind that comes is shown.
/// </summary>
internal sealed class ReasoningOutputItem(string id, bool show) : OutputItem(id)
{
    private readonly SortedDictionary<int, CumulativeText> _parts = [];
    private PartPlaces _places;
    private SurrogateJoiner _joiner;
    private bool? _isSummary;
    private bool _isMarked;
    private bool _isSealed;

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        ReadParts(item, "content", isSummary: false);
        ReadParts(item, "summary", isSummary: true);
        if (!_isSealed && TextOf(item, "encrypted_content") is { Length: > 0 } encrypted)
        {
            _isSealed = true;
            Show(new TextReasoningContent(null) { ProtectedData = encrypted });
        }
    }

    public override void ReadDelta(ResponseEventKind kind, int part, string text)
    {
        switch (kind)
        {
            case ResponseEventKind.ReasoningDelta when Takes(isSummary: false):
            case ResponseEventKind.SummaryDelta when Takes(isSummary: true):
                Say(PartOf(_places.Of(part), text), text);
                break;

            case ResponseEventKind.ReasoningDone when Takes(isSummary: false):
            case ResponseEventKind.SummaryDone when Takes(isSummary: true):
                Complete(_places.Of(part), text);
                break;
        }
    }

    public override void Close() => Show(_joiner.Finish());

    private void ReadParts(JsonElement item, string name, bool isSummary)
    {
        if (TextOf(item, name) is { Length: > 0 } only && Takes(isSummary))
        {
            Complete(0, only);
        }

        var all = _places.AreUnknown ? new StringBuilder() : null;
        var index = 0;
        foreach (var part in ListOf(item, name))
        {
            if (TextOf(part, "text") is { Length: > 0 } text && Takes(isSummary))
            {
                Complete(_places.Of(index), all?.Append(text).ToString() ?? text);
            }

            index++;
        }
    }

    private bool Takes(bool isSummary) => (_isSummary ??= isSummary) == isSummary;

    private void Complete(int index, string whole)
    {
        var isNew = !_parts.ContainsKey(index);
        var part = PartOf(index, "");
        if (part.Complete(whole) is { } rest)
        {
            Show(Separator(isNew) + rest);
        }
    }

    private CumulativeText PartOf(int index, string piece)
    {
        if (!_parts.TryGetValue(index, out var part))
        {
            _parts[index] = part = new CumulativeText();
        }

        part.Append(piece);
        return part;
    }

    private void Say(CumulativeText part, string piece)
    {
        if (piece.Length > 0)
        {
            Show(Separator(part.Length == piece.Length) + piece);
        }
    }

    /// <summary>Paragraphs stay apart.</summary>
    private string Separator(bool isNew) => isNew && _parts.Count > 1 ? "\n\n" : "";

    private void Show(string text)
    {
        var whole = _joiner.Push(text);
        if (whole.Length > 0)
        {
            Show(new TextReasoningContent(whole));
        }
    }

    private void Show(TextReasoningContent content)
    {
        if (show)
        {
            Add(_isMarked ? content : ReasoningItem.Mark(content, Id));
            _isMarked = true;
        }
    }
}
