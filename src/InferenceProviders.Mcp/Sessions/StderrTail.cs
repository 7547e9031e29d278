namespace InferenceProviders.Mcp.Sessions;

/// <summary>Keeps the end of what a process writes to its standard error, to say why it ended.</summary>
internal sealed class StderrTail(Action<string>? next)
{
    private const int MaxLines = 5;
    private const int MaxCharacters = 500;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }

        next?.Invoke(line);
    }

    /// <summary>A sentence with the words, or nothing when there are none.</summary>
    public override string ToString()
    {
        lock (_lines)
        {
            var text = string.Join('\n', _lines);
            return text.Length == 0
                ? ""
                : $" Its last words: {(text.Length > MaxCharacters ? text[^MaxCharacters..] : text)}";
        }
    }
}
