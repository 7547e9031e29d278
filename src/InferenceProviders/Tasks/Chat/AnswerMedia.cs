using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Media in an earlier answer. A message of the assistant is text on nearly every server (OpenAI:
/// <c>Invalid content type. image_url is only supported by certain models</c>), so media goes back in the next message
/// of the user; speech is in the text already, as its transcript.
/// </summary>
internal static class AnswerMedia
{
    private const string Note = "[The assistant gave the following in its answer above.]\n";

    /// <summary>Adds what of a message of the assistant is shown to the model in the next message.</summary>
    public static void Collect(ChatMessage message, ref List<AIContent>? media)
    {
        var hasText = false;
        for (var index = 0; index < message.Contents.Count; index++)
        {
            hasText |= message.Contents[index] is TextContent { Text.Length: > 0 };
        }

        for (var index = 0; index < message.Contents.Count; index++)
        {
            var content = message.Contents[index];
            if (content is DataContent or UriContent && !ForeignContents.IsForeign(content, message.Role)
                && !(hasText && IsSpeech(content)))
            {
                if (media is null)
                {
                    media = [new TextContent(Note)];
                }

                media.Add(content);
            }
        }
    }

    /// <summary>What stands in the message itself for media that is all there is to it.</summary>
    public static string InPlaceOf(List<AIContent> media) =>
        media.Exists(static content => content is DataContent data ? data.HasTopLevelMediaType("image")
            : content is UriContent uri && uri.HasTopLevelMediaType("image"))
            ? "[An image]"
            : "[A file]";

    private static bool IsSpeech(AIContent content) => content switch
    {
        DataContent data => data.HasTopLevelMediaType("audio"),
        UriContent uri => uri.HasTopLevelMediaType("audio"),
        _ => false,
    };
}
