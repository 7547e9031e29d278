namespace InferenceProviders.Emulator.Script;

/// <summary>Finds where the n-th server-sent event ends. Comments alone are no event.</summary>
internal struct EventCounter
{
    private bool _lineHasBytes;
    private bool _lineIsComment;
    private bool _eventHasLines;

    /// <summary>How many events have ended.</summary>
    public int Events { get; private set; }

    /// <summary>Reads on until that many events have ended.</summary>
    /// <returns>How many bytes belong to them; all, when there are not yet that many.</returns>
    public int Read(ReadOnlySpan<byte> bytes, int until)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Events == until)
            {
                return i;
            }

            Read(bytes[i]);
        }

        return bytes.Length;
    }

    private void Read(byte value)
    {
        switch (value)
        {
            case (byte)'\n' when _lineHasBytes:
                _eventHasLines |= !_lineIsComment;
                _lineHasBytes = false;
                break;
            case (byte)'\n':
                Events += _eventHasLines ? 1 : 0;
                _eventHasLines = false;
                break;
            case (byte)'\r':
                break;
            default:
                _lineIsComment = _lineHasBytes ? _lineIsComment : value == (byte)':';
                _lineHasBytes = true;
                break;
        }
    }
}
