using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The sources of an answer on its text. A stream has given the text out before it names them: there they come on an
/// empty text behind it, as in Microsoft.Extensions.AI's own clients; their places count in the message's whole text.
/// </summary>
internal static class AnnotatedText
{
    public static TextContent Behind(List<AIAnnotation> citations) => new("") { Annotations = citations };

    /// <summary>Puts sources that stand behind a text onto it.</summary>
    public static ChatResponse Join(ChatResponse response)
    {
        foreach (var message in response.Messages)
        {
            for (var index = message.Contents.Count - 1; index > 0; index--)
            {
                if (message.Contents[index] is TextContent { Text.Length: 0, Annotations: { Count: > 0 } citations }
                    && LastText(message.Contents, index) is { Annotations: null } text)
                {
                    text.Annotations = citations;
                    message.Contents.RemoveAt(index);
                }
            }
        }

        return response;
    }

    private static TextContent? LastText(IList<AIContent> contents, int before)
    {
        for (var index = before - 1; index >= 0; index--)
        {
            if (contents[index] is TextContent { Text.Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }
}
