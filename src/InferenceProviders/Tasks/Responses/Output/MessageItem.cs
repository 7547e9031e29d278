using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A message: text, in which a model may hide its reasoning between tags, or a refusal. It is the assistant's, unless
/// the service repeats what was asked, or puts something of its own between.
/// </summary>
internal sealed class MessageItem(string id, StringBuilder said, bool showReasoning) : OutputItem(id)
{
    private readonly SortedDictionary<int, CumulativeText> _texts = [];
    private readonly SortedDictionary<int, CumulativeText> _refusals = [];
    private SortedDictionary<int, List<JsonElement>>? _annotations;
    private SortedDictionary<int, AIContent>? _media;
    private PartPlaces _places;
    private SurrogateJoiner _joiner;
    private ThinkTagSplitter _splitter;
    private ChatRole _role = ChatRole.Assistant;
    private bool _thinks;

    public override bool IsMessage => true;

    public override ChatRole Role => _role;

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        _role = TextOf(item, "role") is ("user" or "system" or "developer") and var role ? new(role) : _role;
        if (TextOf(item, "content") is { } only)
        {
            // Servers exist that write a text where a list of parts belongs.
            Say(PartOf(_texts, 0).Complete(only));
        }

        var all = _places.AreUnknown ? new StringBuilder() : null;
        var index = 0;
        foreach (var part in ListOf(item, "content"))
        {
            if (TextOf(part, "refusal") is { } refusal)
            {
                PartOf(_refusals, _places.Of(index)).Complete(refusal);
            }
            else if (TextOf(part, "text") is { } text)
            {
                var place = _places.Of(index);
                Say(PartOf(_texts, place).Complete(all?.Append(text).ToString() ?? text));
                if (part.At("annotations") is { ValueKind: JsonValueKind.Array } named && named.GetArrayLength() > 0)
                {
                    (_annotations ??= [])[place] = [.. named.EnumerateArray()];
                }
            }
            else if (ContentPart.Read(part, out _, out var media) == ContentPartKind.Media)
            {
                (_media ??= [])[index] = media!;
            }

            index++;
        }
    }

    public override void ReadAnnotation(JsonElement annotation, int part)
    {
        part = _places.Of(part);
        _annotations ??= [];
        if (!_annotations.TryGetValue(part, out var named))
        {
            _annotations[part] = named = [];
        }

        named.Add(annotation);
    }

    public override void ReadDelta(ResponseEventKind kind, int part, string text)
    {
        part = _places.Of(part);
        switch (kind)
        {
            case ResponseEventKind.TextDelta:
                PartOf(_texts, part).Append(text);
                Say(text);
                break;

            case ResponseEventKind.TextDone:
                Say(PartOf(_texts, part).Complete(text));
                break;

            case ResponseEventKind.RefusalDelta:
                PartOf(_refusals, part).Append(text);
                break;

            case ResponseEventKind.RefusalDone:
                PartOf(_refusals, part).Complete(text);
                break;
        }
    }

    public override void Close()
    {
        Split(_joiner.Finish());
        var held = _splitter.Finish();
        Add(held.Reasoning, held.Text);
        _splitter = ThinkTagSplitter.None;
        if (Citations() is { } citations)
        {
            Add(AnnotatedText.Behind(citations));
        }

        foreach (var media in _media?.Values ?? Enumerable.Empty<AIContent>())
        {
            Add(media);
        }

        foreach (var refusal in _refusals.Values)
        {
            Add(new ErrorContent(refusal.ToString()) { ErrorCode = "Refusal" });
        }
    }

    /// <summary>Places count in the text of their part; the caller has the texts of all parts as one.</summary>
    private List<AIAnnotation>? Citations()
    {
        List<AIAnnotation>? citations = null;
        foreach (var (part, named) in _annotations ?? [])
        {
            var offset = _texts.TakeWhile(text => text.Key < part).Sum(text => text.Value.Length);
            foreach (var annotation in named)
            {
                CitationReader.ReadItem(annotation, offset, ref citations);
            }
        }

        return citations;
    }

    private static CumulativeText PartOf(SortedDictionary<int, CumulativeText> parts, int index)
    {
        if (!parts.TryGetValue(index, out var part))
        {
            parts[index] = part = new CumulativeText();
        }

        return part;
    }

    private void Say(string? piece)
    {
        if (piece is not null)
        {
            Split(_joiner.Push(piece));
        }
    }

    private void Split(string piece)
    {
        if (piece.Length == 0)
        {
            return;
        }

        if (_splitter.IsPlain)
        {
            Add(null, piece);
            return;
        }

        var (reasoning, text) = _splitter.Push(piece);
        Add(reasoning, text);
    }

    private void Add(string? reasoning, string? text)
    {
        if (reasoning is not null && showReasoning)
        {
            var content = new TextReasoningContent(reasoning);
            Add(_thinks ? content : ReasoningField.Mark(content, ReasoningField.ThinkTag));
            _thinks = true;
        }

        if (text is not null)
        {
            if (_role == ChatRole.Assistant)
            {
                said.Append(text);
            }

            Add(new TextContent(text));
        }
    }
}
