using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// What the model is given as the result of a call, made from what the caller is shown: the same text in the turn of
/// the call and in every later turn.
/// </summary>
internal static class ModelResult
{
    /// <returns>The text when there is only text, else contents.</returns>
    public static object From(IList<AIContent>? outputs, IReadOnlyList<string> mediaTypes)
    {
        if (outputs is [TextContent { Text.Length: > 0 } only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        List<AIContent>? parts = null;
        foreach (var output in outputs ?? [])
        {
            if (output is DataContent data && mediaTypes.Contains(data.MediaType, StringComparer.OrdinalIgnoreCase))
            {
                parts ??= [];
                Flush(text, parts);
                parts.Add(data);
            }
            else
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(Text(output));
            }
        }

        if (parts is null)
        {
            return text.Length == 0 ? "[the tool returned nothing]" : text.ToString();
        }

        Flush(text, parts);
        return parts;
    }

    private static void Flush(StringBuilder text, List<AIContent> parts)
    {
        if (text.Length > 0)
        {
            parts.Add(new TextContent(text.ToString()));
            text.Clear();
        }
    }

    private static string Text(AIContent output) => output switch
    {
        TextContent text => text.Text,
        ErrorContent { Message: var message } =>
            message.StartsWith("error", StringComparison.OrdinalIgnoreCase) ? message : $"Error: {message}",
        UriContent link => Link(link),
        DataContent data =>
            $"[{data.MediaType}, {data.Data.Length:N0} bytes{(data.Name is { } name ? $", {name}" : "")}: shown to "
            + $"the user, not to you]",
        _ => $"[{output.GetType().Name}]",
    };

    private static string Link(UriContent link)
    {
        var text = new StringBuilder(link.Uri.OriginalString).Append(" (").Append(link.MediaType).Append(')');
        foreach (var key in (ReadOnlySpan<string>)["name", "description"])
        {
            if (link.AdditionalProperties?.GetValueOrDefault(key)?.ToString() is { Length: > 0 } words)
            {
                text.Append(", ").Append(words);
            }
        }

        return text.ToString();
    }
}
