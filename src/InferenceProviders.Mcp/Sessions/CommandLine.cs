using System.Text;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Splits a command line as it is written in documentation: at white space, except between double or single quotes.
/// Between double quotes <c>\"</c> is a quote; every other backslash is itself, so that Windows paths need no doubling.
/// </summary>
internal static class CommandLine
{
    /// <exception cref="ArgumentException">It is empty, or a quote is not closed.</exception>
    public static List<string> Split(string text, string argument)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var quote = '\0';
        var inPart = false;
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (quote == '"' && c == '\\' && index + 1 < text.Length && text[index + 1] == '"')
            {
                part.Append('"');
                index++;
            }
            else if (quote != '\0')
            {
                (quote, part) = c == quote ? ('\0', part) : (quote, part.Append(c));
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inPart = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                part.Append(c);
                inPart = true;
            }
            else if (inPart)
            {
                parts.Add(part.ToString());
                part.Clear();
                inPart = false;
            }
        }

        if (quote != '\0')
        {
            throw new ArgumentException($"The command line contains a {quote} that is not closed.", argument);
        }

        if (inPart)
        {
            parts.Add(part.ToString());
        }

        return parts.Count > 0 && parts[0].Length > 0
            ? parts
            : throw new ArgumentException(
                "The command line names no program: write it as in a terminal, for example 'npx -y "
                + "@modelcontextprotocol/server-everything stdio'.",
                argument);
    }
}
