using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Recognizes an event that is the one before it again but for a text and a few values that change from event to event,
/// as nearly all events of a stream are: the next token in the same envelope of id, model, time and choice. Comparing
/// bytes takes a tenth of the time of reading them.
/// <para>
/// The bytes before a slot leave a JSON reader at the beginning of a value; the value is read to its end; and what
/// follows is compared again. So both events have the same structure, and the same values everywhere else.
/// </para>
/// </summary>
internal sealed class DeltaTemplate
{
    /// <summary>Longer ones are no tokens.</summary>
    private const int Longest = 4096;

    private byte[] _event = [];
    private int _length;
    private EventSlots _slots;

    /// <summary>Whether the text is a piece of a tool call's arguments.</summary>
    public bool IsArguments { get; private set; }

    /// <summary>The field of the reasoning that the text is; null for text of the answer.</summary>
    public string? ReasoningField => _slots.ReasoningField;

    /// <summary>Keeps an event, with the places of its text and of what changes beside it.</summary>
    public void Keep(ReadOnlySpan<byte> utf8, in EventSlots slots)
    {
        if (utf8.Length > Longest)
        {
            Forget();
            return;
        }

        if (utf8.Length > _event.Length)
        {
            _event = new byte[Math.Min(utf8.Length + utf8.Length / 4, Longest)];
        }

        utf8.CopyTo(_event);
        (_length, _slots) = (utf8.Length, slots);
    }

    public void Forget() => _length = 0;

    /// <summary>The text of an event that repeats the one that is kept; null for every other event.</summary>
    /// <param name="utf8">The event.</param>
    /// <param name="fields">Gets the fields that changed.</param>
    public string? Read(ReadOnlySpan<byte> utf8, ref AdditionalFields fields)
    {
        if (_length == 0)
        {
            return null;
        }

        Span<(int Start, int Length)> values = stackalloc (int, int)[_slots.Count];
        var isPlainText = false;
        var text = 0;
        var (at, end) = (0, 0);
        for (var index = 0; index < values.Length; index++)
        {
            var slot = _slots[index];
            var before = _event.AsSpan(end..slot.Start);
            if (!utf8[at..].StartsWith(before))
            {
                return null;
            }

            at += before.Length;
            var length = slot.LengthIn(utf8[at..], out var isPlain);
            if (length < 0)
            {
                return null;
            }

            if (slot.Kind is EventSlotKind.Text or EventSlotKind.Arguments)
            {
                (text, isPlainText) = (index, isPlain);
            }
            else if (!isPlain || !Ascii.IsValid(utf8.Slice(at, length)))
            {
                return null;
            }

            values[index] = (at, length);
            (at, end) = (at + length, slot.End);
        }

        if (!utf8[at..].SequenceEqual(_event.AsSpan(end.._length)))
        {
            return null;
        }

        var read = isPlainText
            ? Encoding.UTF8.GetString(utf8.Slice(values[text].Start, values[text].Length))
            : Unescape(utf8.Slice(values[text].Start - 1, values[text].Length + 2));
        if (read is null)
        {
            return null;
        }

        IsArguments = _slots[text].Kind == EventSlotKind.Arguments;
        for (var index = 0; index < values.Length; index++)
        {
            fields.Replace(_slots[index], utf8.Slice(values[index].Start, values[index].Length));
        }

        return read;
    }

    /// <summary>The same, of an event that has no fields to be kept.</summary>
    public string? Read(ReadOnlySpan<byte> utf8)
    {
        var none = default(AdditionalFields);
        return Read(utf8, ref none);
    }

    private static string? Unescape(ReadOnlySpan<byte> quoted)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return JsonText.Get(ref reader);
        }
        catch (JsonException)
        {
            // What is wrong with it is said by whoever reads all of it.
            return null;
        }
    }
}
