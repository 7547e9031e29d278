using InferenceProviders.Tasks.Chat;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A delta that the next event is likely to repeat with another text: the same kind, item and part, which need not be
/// read and looked up again.
/// </summary>
internal sealed class RepeatedDelta
{
    private readonly DeltaTemplate _template = new();
    private OutputItem? _item;
    private ResponseEventKind _kind;
    private int _part;

    public void Keep(ReadOnlySpan<byte> utf8, in ResponseEvent received, OutputItem item)
    {
        _template.Keep(utf8, received.Slots);
        (_item, _kind, _part) = (item, received.Kind, received.Part);
    }

    public void Forget() => _template.Forget();

    /// <summary>Reads an event that repeats the one that is kept; false when it is another one.</summary>
    public bool Read(ReadOnlySpan<byte> utf8)
    {
        if (_template.Read(utf8) is not { } text)
        {
            return false;
        }

        _item!.ReadDelta(_kind, _part, text);
        return true;
    }
}
