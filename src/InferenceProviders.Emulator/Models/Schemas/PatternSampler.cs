using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>
/// Creates a text that a regular expression matches: literals, classes, groups, alternatives and quantifiers, as JSON
/// schemas use them.
/// </summary>
internal sealed class PatternSampler
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly string _pattern;
    private readonly int _extra;
    private int _position;

    private PatternSampler(string pattern, int extra)
    {
        _pattern = pattern;
        _extra = extra;
    }

    public static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            // A pattern in a dialect that .NET lacks holds nothing back.
            return true;
        }
    }

    /// <summary>The shortest that it finds, of at least that length where the pattern can be stretched.</summary>
    public static string Create(string pattern, int minimumLength)
    {
        var text = "";
        for (var extra = 0; extra <= Math.Max(minimumLength, 1); extra++)
        {
            text = new PatternSampler(pattern, extra).Alternatives();
            if (text.Length >= minimumLength)
            {
                break;
            }
        }

        return text;
    }

    private bool AtEnd => _position >= _pattern.Length;

    /// <summary>The first alternative; the others are read and dropped.</summary>
    private string Alternatives()
    {
        var first = Sequence();
        while (!AtEnd && _pattern[_position] == '|')
        {
            _position++;
            Sequence();
        }

        return first;
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            var atom = Atom();
            var (minimum, maximum) = Quantifier();
            var count = Math.Min(maximum, minimum + (maximum > minimum ? _extra : 0));
            for (var i = 0; i < count; i++)
            {
                text.Append(atom);
            }
        }

        return text.ToString();
    }

    private string Atom()
    {
        var next = _pattern[_position++];
        switch (next)
        {
            case '^' or '$':
                return "";
            case '.':
                return "x";
            case '(':
                return Group();
            case '[':
                return Class();
            case '\\':
                return Escape(_pattern[_position++]) ?? "";
            default:
                return next.ToString();
        }
    }

    private string Group()
    {
        var looksAround = false;
        if (Follows("?"))
        {
            looksAround = Follows("=") || Follows("!") || Follows("<=") || Follows("<!");
            if (!looksAround && !Follows(":") && _pattern.IndexOf('>', _position) is var end and > 0)
            {
                _position = end + 1;
            }
        }

        var inner = Alternatives();
        _position++;
        return looksAround ? "" : inner;
    }

    private string Class()
    {
        var negated = Follows("^");
        var members = new List<char>();
        while (_pattern[_position] != ']' || members.Count == 0 && _pattern[_position - 1] == '[')
        {
            var first = ClassMember();
            if (_position + 1 < _pattern.Length && _pattern[_position] == '-' && _pattern[_position + 1] != ']')
            {
                _position++;
                var last = ClassMember();
                members.AddRange(
                    Enumerable.Range(first[0], Math.Min(last[0] - first[0] + 1, 128)).Select(code => (char)code));
            }
            else
            {
                members.AddRange(first);
            }
        }

        _position++;
        var pick = negated
            ? "abcxyzABC0123456789-_ .".First(candidate => !members.Contains(candidate))
            : members[0];
        return pick.ToString();
    }

    private string ClassMember()
    {
        var next = _pattern[_position++];
        return next != '\\' ? next.ToString() : Escape(_pattern[_position++]) ?? "";
    }

    private string? Escape(char code) => code switch
    {
        'd' => "1",
        'w' => "a",
        's' => " ",
        'D' or 'S' => "x",
        'W' => "-",
        'b' or 'B' => null,
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'u' => ((char)int.Parse(Take(4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        'x' => ((char)int.Parse(Take(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        'p' => UnicodeClass(),
        _ => code.ToString(),
    };

    private string UnicodeClass()
    {
        var name = _pattern[_position..(_position = _pattern.IndexOf('}', _position) + 1)];
        return name is "{Lu}" ? "A" : name.StartsWith("{N", StringComparison.Ordinal) ? "1" : "a";
    }

    private (int Minimum, int Maximum) Quantifier()
    {
        if (AtEnd)
        {
            return (1, 1);
        }

        var bounds = _pattern[_position] switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => (-1, -1),
        };
        if (bounds.Item1 < 0)
        {
            return (1, 1);
        }

        _position = _pattern[_position] == '{' ? _pattern.IndexOf('}', _position) + 1 : _position + 1;
        _ = Follows("?") || Follows("+");
        return bounds;
    }

    private (int Minimum, int Maximum) Braces()
    {
        var end = _pattern.IndexOf('}', _position);
        var parts = end < 0 ? [] : _pattern[(_position + 1)..end].Split(',');
        if (parts.Length is 0 or > 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var minimum))
        {
            return (-1, -1);
        }

        return parts is [_] ? (minimum, minimum)
            : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var maximum)
                ? (minimum, maximum)
            : (minimum, int.MaxValue);
    }

    private bool Follows(string text)
    {
        if (string.CompareOrdinal(_pattern, _position, text, 0, text.Length) != 0)
        {
            return false;
        }

        _position += text.Length;
        return true;
    }

    private string Take(int count) => _pattern[_position..(_position += count)];
}
