namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Separates reasoning that a model writes into its text, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c> at the
/// very beginning. The tags may be cut anywhere between events, so what may be part of one is held back until it is
/// known.
/// </summary>
internal struct ThinkTagSplitter
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private State _state;
    private string? _held;

    private enum State
    {
        Start,
        Opened,
        Thinking,
        AfterThinking,
        Text,
    }

    /// <summary>One that looks for nothing: everything is text.</summary>
    public static ThinkTagSplitter None => new() { _state = State.Text };

    /// <summary>Whether everything is text from here on, so that there is nothing left to look for.</summary>
    public readonly bool IsPlain => _state == State.Text;

    /// <summary>Adds a piece of the answer; gives back the reasoning and the text that are certain by now.</summary>
    public (string? Reasoning, string? Text) Push(string piece)
    {
        var all = _held is null ? piece : _held + piece;
        _held = null;
        string? reasoning = null;
        while (true)
        {
            switch (_state)
            {
                case State.Start:
                    var start = all.AsSpan().TrimStart();
                    if (start.StartsWith(Open, StringComparison.Ordinal))
                    {
                        all = start[Open.Length..].ToString();
                        _state = State.Opened;
                        continue;
                    }

                    if (start.IsEmpty || Open.AsSpan().StartsWith(start, StringComparison.Ordinal))
                    {
                        _held = NotEmpty(all);
                        return (null, null);
                    }

                    _state = State.Text;
                    return (null, all);

                case State.Opened:
                    // The line ends behind the tag may come in events of their own.
                    all = all.TrimStart('\n');
                    if (all.Length == 0)
                    {
                        return (null, null);
                    }

                    _state = State.Thinking;
                    continue;

                case State.Thinking:
                    var close = all.IndexOf(Close, StringComparison.Ordinal);
                    if (close < 0)
                    {
                        var sure = all.Length - HeldTail(all);
                        _held = NotEmpty(all[sure..]);
                        return (NotEmpty(all[..sure]), null);
                    }

                    reasoning = NotEmpty(all[..close].TrimEnd('\n'));
                    all = all[(close + Close.Length)..];
                    _state = State.AfterThinking;
                    continue;

                case State.AfterThinking:
                    var text = all.TrimStart();
                    if (text.Length == 0)
                    {
                        return (reasoning, null);
                    }

                    _state = State.Text;
                    return (reasoning, text);

                default:
                    return (reasoning, NotEmpty(all));
            }
        }
    }

    /// <summary>What was held back when the answer ended.</summary>
    public (string? Reasoning, string? Text) Finish()
    {
        var held = _held;
        _held = null;
        return _state == State.Thinking ? (held, null) : (null, held);
    }

    /// <summary>How much of the end may be the beginning of the closing tag, or line ends before it.</summary>
    private static int HeldTail(string text)
    {
        var tail = 0;
        for (var length = Math.Min(Close.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(Close.AsSpan(0, length)))
            {
                tail = length;
                break;
            }
        }

        while (tail < text.Length && text[text.Length - tail - 1] == '\n')
        {
            tail++;
        }

        return tail;
    }

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;
}
