using System.Globalization;
using System.Text;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// A class of characters, without those that cannot stand between the quotes of a JSON string as they are.
/// </summary>
internal sealed class SchemaCharacters
{
    private static readonly (char From, char To)[] Forbidden = [('\0', '\x1F'), ('"', '"'), ('\\', '\\')];

    private readonly List<(char From, char To)> _ranges = [];

    /// <summary>Whether it was put together from a class and its opposite, as in <c>[\s\S]</c>.</summary>
    public bool IsEverything => Uncovered(_ranges).Count == 0;

    /// <summary>
    /// The class that <c>\d</c>, <c>\w</c>, <c>\s</c> or one of their opposites stands for; null for any other letter.
    /// </summary>
    public static SchemaCharacters? Named(char letter)
    {
        var set = new SchemaCharacters();
        switch (char.ToLowerInvariant(letter))
        {
            case 'd':
                set.Add('0', '9');
                break;

            case 'w':
                set.Add('A', 'Z');
                set.Add('a', 'z');
                set.Add('0', '9');
                set.Add('_', '_');
                break;

            case 's':
                set.Add('\t', '\r');
                set.Add(' ', ' ');
                break;

            default:
                return null;
        }

        return char.IsUpper(letter) ? set.Inverted() : set;
    }

    public void Add(char from, char to) => _ranges.Add((from, to));

    public void Add(SchemaCharacters other) => _ranges.AddRange(other._ranges);

    public SchemaCharacters Inverted()
    {
        var inverted = new SchemaCharacters();
        inverted._ranges.AddRange(Uncovered(_ranges));
        return inverted;
    }

    /// <summary>The class between brackets; empty when no character is left in it.</summary>
    public override string ToString()
    {
        var rest = new SchemaCharacters();
        rest._ranges.AddRange(Uncovered([.. Uncovered(_ranges), .. Forbidden]));
        if (rest._ranges.Count == 0)
        {
            return "";
        }

        // A range up to the end of Unicode is written by what it leaves out: surrogates have no place in a class.
        var open = rest._ranges[^1].To == char.MaxValue;
        var text = new StringBuilder(open ? "[^" : "[");
        foreach (var (from, to) in open ? Uncovered(rest._ranges) : rest._ranges)
        {
            Append(text, from);
            if (to > from)
            {
                if (to > from + 1)
                {
                    text.Append('-');
                }

                Append(text, to);
            }
        }

        return text.Append(']').ToString();
    }

    private static void Append(StringBuilder text, char c)
    {
        if (char.IsAsciiLetterOrDigit(c)
            || c is '_' or ' ' or '.' or ',' or ':' or ';' or '@' or '#' or '%' or '&' or '=' or '!' or '~' or '<'
            or '>' or '+' or '*' or '?' or '(' or ')' or '{' or '}' or '|' or '$' or '/')
        {
            text.Append(c);
        }
        else if (c <= '\xFF')
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }
    }

    private static List<(char From, char To)> Uncovered(IEnumerable<(char From, char To)> ranges)
    {
        var free = new List<(char, char)>();
        var next = 0;
        foreach (var (from, to) in ranges.OrderBy(range => range.From))
        {
            if (from > next)
            {
                free.Add(((char)next, (char)(from - 1)));
            }

            next = Math.Max(next, to + 1);
        }

        if (next <= char.MaxValue)
        {
            free.Add(((char)next, char.MaxValue));
        }

        return free;
    }
}
