namespace InferenceProviders.Primitives;

/// <summary>
/// Follows JSON that arrives in pieces and tells when its value is complete, without reading any of it twice. Only
/// brackets and quotes are looked at: whether what stands between them is JSON is for a parser to say.
/// </summary>
internal struct JsonProgress
{
    private int _depth;
    private bool _inString;
    private bool _isEscaped;

    /// <summary>
    /// Whether an object, an array or a string has come from end to end. A number or a literal at the root never
    /// counts: nothing marks its end.
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>Goes on with text.</summary>
    public void Read(ReadOnlySpan<char> piece)
    {
        foreach (var character in piece)
        {
            Read(character);
        }
    }

    /// <summary>
    /// Goes on with UTF-8, in which every byte of a longer character is above those that are looked for.
    /// </summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            Read((char)value);
        }
    }

    private void Read(char character)
    {
        if (_inString)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
            }
            else if (character == '\\')
            {
                _isEscaped = true;
            }
            else if (character == '"')
            {
                _inString = false;
                IsComplete |= _depth == 0;
            }

            return;
        }

        switch (character)
        {
            case '"':
                _inString = true;
                break;

            case '{' or '[':
                _depth++;
                break;

            case '}' or ']':
                _depth--;
                IsComplete |= _depth <= 0;
                break;
        }
    }
}
