using System.Text;
using InferenceProviders;

namespace Quickstart;

/// <summary>
/// Writes to the console: in color where there is somebody to see it, and plain into files and where NO_COLOR is set
/// (no-color.org).
/// </summary>
internal sealed class Terminal
{
    private const string Bold = "\e[1m";
    private const string Faint = "\e[2m";
    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    private const int MostColumns = 80;

    private readonly bool _colors;
    private readonly StringBuilder _word = new();
    private string _color = "";
    private int _column;

    private Terminal(bool colors) => _colors = colors;

    /// <summary>How many characters a line takes before it breaks: a narrow window's, and at most 80.</summary>
    public int Width { get; } = Console.IsOutputRedirected || Console.WindowWidth <= 1 ? MostColumns
        : Math.Min(MostColumns, Console.WindowWidth);

    public static Terminal Open()
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return new(!Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb");
    }

    public void Heading(string title, string question)
    {
        Write($"\n{title}\n", Bold);
        Wrap($"> {question}\n", Faint);
    }

    /// <summary>A piece of an answer, as it comes.</summary>
    public void Text(string text) => Wrap(text, "");

    /// <summary>A piece of what the model thinks before it answers.</summary>
    public void Thought(string text) => Wrap(text, Faint);

    /// <summary>A sentence or more, broken between words.</summary>
    public void Paragraph(string text) => Wrap(text + "\n", "");

    /// <summary>A line as it is.</summary>
    public void Line(string text = "") => Write(text + "\n", "");

    public void FaintLine(string text) => Write(text + "\n", Faint);

    /// <summary>Who gave an answer, what it took, and how long.</summary>
    public void Report(RoutingReport? report)
    {
        if (report is null)
        {
            return;
        }

        var parts = new List<string> { report.Provider };
        if (report.Usage is { InputTokenCount: { } input, OutputTokenCount: { } output })
        {
            parts.Add($"{input} tokens in, {output} out");
        }

        if (report.TimeToFirstToken is { } first)
        {
            parts.Add($"first token {first.TotalMilliseconds:0} ms");
        }

        parts.Add($"{report.Duration.TotalSeconds:0.00} s");
        FaintLine($"  [{string.Join(" · ", parts)}]");
    }

    public void Error(InferenceException exception)
    {
        EndWord();
        SetColor("");
        var message = $"{exception.Kind}: {exception.Message}";
        Console.Error.WriteLine(_colors && !Console.IsErrorRedirected ? $"\n{Red}{message}{Plain}" : $"\n{message}");
    }

    private void Write(string text, string color)
    {
        EndWord();
        SetColor(color);
        Console.Write(text);
        if (text.EndsWith('\n'))
        {
            SetColor("");
        }

        var end = text.LastIndexOf('\n');
        _column = end < 0 ? _column + text.Length : text.Length - end - 1;
    }

    /// <summary>
    /// Text in pieces of any size: a word is written when it is whole, on a new line where it does not fit.
    /// </summary>
    private void Wrap(string text, string color)
    {
        if (color != _color)
        {
            EndWord();
            SetColor(color);
        }

        foreach (var character in text)
        {
            if (character is not (' ' or '\n'))
            {
                _word.Append(character);
                continue;
            }

            EndWord();
            if (character == '\n')
            {
                Console.WriteLine();
                _column = 0;
            }
            else
            {
                _word.Append(character);
            }
        }

        if (text.EndsWith('\n'))
        {
            SetColor("");
        }
    }

    private void EndWord()
    {
        var word = _word.ToString();
        _word.Clear();
        if (word.Length > 0 && _column + word.Length > Width && _column > 0)
        {
            Console.WriteLine();
            _column = 0;
            word = word.TrimStart(' ');
        }

        // What has no spaces, such as JSON, is broken where the line is full.
        for (; word.Length > Width; word = word[Width..])
        {
            Console.WriteLine(word[..Width]);
        }

        Console.Write(word);
        _column += word.Length;
    }

    private void SetColor(string color)
    {
        if (_colors && _color != color)
        {
            Console.Write(_color.Length == 0 ? color : Plain + color);
            _color = color;
        }
    }
}
