using System.Runtime.CompilerServices;
using System.Text.Json;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The places of an event at which the next one is likely to have another value, and whether one text there is all that
/// the event adds to the answer.
/// </summary>
internal struct EventSlots
{
    private const int Most = 4;

    private Places _places;
    private int _added;
    private bool _isFull;

    public int Count { get; private set; }

    /// <summary>The field of the reasoning that the text is; null for text of the answer.</summary>
    public string? ReasoningField { get; private set; }

    /// <summary>Whether there is just one text, and nothing else that a second reading would add again.</summary>
    public readonly bool IsOneText => _added == 1 && !_isFull;

    public readonly EventSlot this[int index] => _places[index];

    /// <summary>Notes a text, whose string the reader has just read. An empty one adds nothing.</summary>
    public void AddText(in Utf8JsonReader reader, string? reasoningField) =>
        AddText(EventSlot.At(reader, EventSlotKind.Text), reasoningField);

    /// <inheritdoc cref="AddText(in Utf8JsonReader, string?)"/>
    public void AddText(in EventSlot slot, string? reasoningField)
    {
        if (!slot.IsEmpty)
        {
            _added++;
            ReasoningField = reasoningField;
            Add(slot);
        }
    }

    /// <summary>Notes the arguments of a piece of a tool call, whose string the reader has just read.</summary>
    public void AddArguments(in Utf8JsonReader reader)
    {
        _added++;
        Add(EventSlot.At(reader, EventSlotKind.Arguments));
    }

    /// <summary>Notes a value that adds nothing: it takes the place of the last one, or is not kept at all.</summary>
    public void Add(in EventSlot slot)
    {
        if (Count == Most)
        {
            _isFull = true;
            return;
        }

        var index = Count++;
        for (; index > 0 && _places[index - 1].Start > slot.Start; index--)
        {
            _places[index] = _places[index - 1];
        }

        _places[index] = slot;
    }

    /// <summary>Notes a value that is added to what there is each time that it is read.</summary>
    public void Spoil() => _added = int.MinValue;

    /// <summary>The same for a value at whose beginning the reader is. Null adds nothing.</summary>
    public void Spoil(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            Spoil();
        }
    }

    [InlineArray(Most)]
    private struct Places
    {
        private EventSlot _first;
    }
}
