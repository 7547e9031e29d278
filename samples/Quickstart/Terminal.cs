using InferenceProviders;

namespace Quickstart;

/// <summary>
/// Writes to the console: in colour where there is somebody to see it, and plain into files and where NO_COLOR is set
/// (no-color.org).
/// </summary>
internal sealed class Terminal
{
    private const string Bold = "\e[1m";
    private const string Faint = "\e[2m";
    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    private readonly bool _colours;
    private string _colour = "";

    private Terminal(bool colours) => _colours = colours;

    /// <summary>How many characters a line takes before it breaks.</summary>
    public int Width { get; } = Console.IsOutputRedirected || Console.WindowWidth <= 1 ? int.MaxValue
        : Console.WindowWidth;

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
        Write($"> {question}\n", Faint);
    }

    /// <summary>A piece of an answer, as it comes.</summary>
    public void Text(string text) => Write(text, "");

    /// <summary>A piece of what the model thinks before it answers.</summary>
    public void Thought(string text) => Write(text, Faint);

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
            parts.Add($"first token after {first.TotalMilliseconds:0} ms");
        }

        parts.Add($"{report.Duration.TotalSeconds:0.00} s in all");
        FaintLine($"  [{string.Join(" · ", parts)}]");
    }

    public void Error(InferenceException exception)
    {
        SetColour("");
        var message = $"{exception.Kind}: {exception.Message}";
        Console.Error.WriteLine(_colours && !Console.IsErrorRedirected ? $"\n{Red}{message}{Plain}" : $"\n{message}");
    }

    private void Write(string text, string colour)
    {
        SetColour(colour);
        Console.Write(text);
        if (text.EndsWith('\n'))
        {
            SetColour("");
        }
    }

    private void SetColour(string colour)
    {
        if (_colours && _colour != colour)
        {
            Console.Write(_colour.Length == 0 ? colour : Plain + colour);
            _colour = colour;
        }
    }
}
