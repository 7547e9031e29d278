using System.Globalization;
using System.Text;

namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// Spells a regular expression (ECMA-262, as JSON Schema has it) in what every grammar has: literals, classes, groups,
/// alternatives and repetitions, from <c>^</c> to <c>$</c>. It stands for the characters between the quotes of a JSON
/// string, so quotes, backslashes and control characters are in no class. What cannot be spelled so (a look-around, a
/// back reference, a word boundary) is left to the model.
/// </summary>
internal sealed class SchemaPattern
{
    private const int MaxRepetitions = 2000;
    private const string Anything = @"[^\x22\x5C\x00-\x1F]";

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private int _position;
    private int _depth;
    private bool _failed;
    private bool _says;

    private SchemaPattern(string pattern) => _pattern = pattern;

    /// <summary>The pattern in plain form; null when it has none, or when it says nothing of the text.</summary>
    public static string? Spell(string pattern)
    {
        var spelling = new SchemaPattern(pattern);
        var whole = spelling.Alternatives();
        return spelling._failed || spelling._position < pattern.Length || !spelling._says ? null : $"^{whole}$";
    }

    private bool AtEnd => _position >= _pattern.Length;

    private char Next => AtEnd ? '\0' : _pattern[_position];

    private string Alternatives()
    {
        var all = new List<string>();
        do
        {
            all.Add(Sequence());
        }
        while (!_failed && Take('|'));
        return all is [var only] ? only : _depth == 0 ? $"({string.Join('|', all)})" : string.Join('|', all);
    }

    /// <summary>One alternative. Outside of groups it is a part of the text unless it has anchors.</summary>
    private string Sequence()
    {
        var start = _output.Length;
        var anchored = Take('^');
        if (anchored && _depth > 0)
        {
            return Fail();
        }

        var ends = false;
        while (!_failed && !AtEnd && Next is not ('|' or ')'))
        {
            if (ends || Next == '^')
            {
                return Fail();
            }

            if (Next == '$')
            {
                _position++;
                ends = true;
                if (_depth > 0)
                {
                    return Fail();
                }

                continue;
            }

            Item();
        }

        var body = _output.ToString(start, _output.Length - start);
        _output.Length = start;
        if (_depth > 0)
        {
            return body.Length == 0 ? Fail() : body;
        }

        return $"{(anchored ? "" : Anything + "*")}{body}{(ends ? "" : Anything + "*")}";
    }

    private void Item()
    {
        var start = _output.Length;
        var c = _pattern[_position++];
        switch (c)
        {
            case '(':
                Group();
                break;

            case '[':
                Class();
                break;

            case '.':
                _output.Append(Anything);
                break;

            case '\\':
                Escape();
                break;

            case '*' or '+' or '?':
                Fail();
                break;

            default:
                Literal(c);
                break;
        }

        Repeat(_output.ToString(start, _output.Length - start));
    }

    private void Group()
    {
        if (Take('?'))
        {
            if (Take('<') && Next is not ('=' or '!'))
            {
                while (!AtEnd && Next != '>')
                {
                    _position++;
                }

                _position++;
            }
            else if (!Take(':'))
            {
                Fail();
                return;
            }
        }

        _depth++;
        var inner = Alternatives();
        _depth--;
        if (!Take(')'))
        {
            Fail();
            return;
        }

        _output.Append('(').Append(inner).Append(')');
    }

    private void Repeat(string item)
    {
        if (Take('*') || Take('+') || Take('?'))
        {
            _output.Append(_pattern[_position - 1]);
        }
        else if (Next == '{' && Counts() is { } counts)
        {
            _output.Append(counts);
        }
        else
        {
            return;
        }

        // Lazy or not, the texts are the same.
        _ = Take('?');
        if (item.Length == 0 || Next is '*' or '+' or '?')
        {
            Fail();
        }
    }

    private string? Counts()
    {
        var end = _pattern.IndexOf('}', _position);
        if (end < 0)
        {
            Fail();
            return null;
        }

        var text = _pattern[(_position + 1)..end];
        var counts = text.Split(',');
        if (counts.Length > 2 || !Number(counts[0]) || (counts[^1].Length > 0 && !Number(counts[^1])))
        {
            Fail();
            return null;
        }

        _position = end + 1;
        return $"{{{text}}}";
    }

    private static bool Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxRepetitions;

    private void Escape()
    {
        if (AtEnd)
        {
            Fail();
            return;
        }

        if (SchemaCharacters.Named(Next) is { } named)
        {
            _position++;
            _says = true;
            _output.Append(named.ToString());
        }
        else if (Character() is { } c)
        {
            Literal(c);
        }
    }

    private void Literal(char c)
    {
        _says = true;
        if (c is '"' or '\\' || char.IsControl(c) || char.IsSurrogate(c))
        {
            Fail();
        }
        else if (c is '^' or '$' or '.' or '[' or ']' or '(' or ')' or '|' or '{' or '}' or '*' or '+' or '?' or '/')
        {
            // A class of one: an escape means one thing to an expression, and another to a grammar.
            var one = new SchemaCharacters();
            one.Add(c, c);
            _output.Append(one.ToString());
        }
        else
        {
            _output.Append(c);
        }
    }

    private void Class()
    {
        var negated = Take('^');
        var set = new SchemaCharacters();
        var all = negated && Next == ']';
        while (!_failed && !AtEnd && Next != ']')
        {
            if (Next == '\\' && _position + 1 < _pattern.Length
                && SchemaCharacters.Named(_pattern[_position + 1]) is { } named)
            {
                _position += 2;
                set.Add(named);
                continue;
            }

            var first = One();
            var last = first;
            if (Next == '-' && _position + 1 < _pattern.Length && _pattern[_position + 1] != ']')
            {
                _position++;
                last = One();
            }

            if (first is not { } from || last is not { } to || from > to)
            {
                Fail();
                return;
            }

            set.Add(from, to);
        }

        if (!Take(']'))
        {
            Fail();
            return;
        }

        if (all || (!negated && set.IsEverything) )
        {
            _output.Append(Anything);
            return;
        }

        _says = true;
        var text = (negated ? set.Inverted() : set).ToString();
        if (text.Length == 0)
        {
            Fail();
        }

        _output.Append(text);
    }

    private char? One() => Take('\\') ? Character() : _pattern[_position++];

    /// <summary>The character behind a backslash.</summary>
    private char? Character()
    {
        if (AtEnd)
        {
            Fail();
            return null;
        }

        var c = _pattern[_position++];
        var digits = c switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0)
        {
            if (_position + digits <= _pattern.Length
                && ushort.TryParse(
                    _pattern.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                    out var code))
            {
                _position += digits;
                return (char)code;
            }

            Fail();
            return null;
        }

        if (!char.IsAsciiLetterOrDigit(c))
        {
            return c;
        }

        if (c is 't' or 'n' or 'r' or 'f' or 'v' or '0')
        {
            return c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', 'v' => '\v', _ => '\0' };
        }

        // \b, \B, \1, \k, \p, \c
        Fail();
        return null;
    }

    private bool Take(char c)
    {
        if (AtEnd || _pattern[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    private string Fail()
    {
        _failed = true;
        return "";
    }
}
