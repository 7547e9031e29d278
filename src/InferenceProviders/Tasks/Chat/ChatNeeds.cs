using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Finds out what a chat needs from its provider, in one pass over the messages and without allocating.
/// </summary>
internal static class ChatNeeds
{
    /// <summary>What roles, names and separators add to a message, at most.</summary>
    private const int MessageOverhead = 16;

    public static RequestNeeds Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options, long? maxOutputTokens)
    {
        long bytes = Size(options?.Instructions);
        var exact = true;
        var images = false;
        var audio = false;
        for (var i = 0; i < messages.Count; i++)
        {
            bytes += MessageOverhead;
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                switch (contents[j])
                {
                    case TextContent text:
                        bytes += Size(text.Text);
                        break;
                    case TextReasoningContent reasoning:
                        bytes += Size(reasoning.Text);
                        break;
                    case FunctionResultContent { Result: string result }:
                        bytes += Size(result);
                        break;
                    case FunctionResultContent { Result: JsonElement result }
                        when result.ValueKind is not JsonValueKind.Undefined:
                        bytes += JsonMarshal.GetRawUtf8Value(result).Length;
                        break;
                    case DataContent data:
                        Look(data.HasTopLevelMediaType("image"), data.HasTopLevelMediaType("audio"));
                        break;
                    case UriContent uri:
                        Look(uri.HasTopLevelMediaType("image"), uri.HasTopLevelMediaType("audio"));
                        break;

                    // Written as JSON only when it is sent.
                    default:
                        exact = false;
                        break;
                }
            }
        }

        return new RequestNeeds
        {
            Tools = options?.Tools is { Count: > 0 } && options.ToolMode is not NoneChatToolMode,
            JsonSchema = options?.ResponseFormat is ChatResponseFormatJson { Schema: not null },
            Images = images,
            Audio = audio,
            PromptBytes = bytes + Size(options?.Tools),
            HasExactSize = exact && !images && !audio,
            MaxOutputTokens = maxOutputTokens,
            Routing = RoutingOptionsExtensions.Find(options?.AdditionalProperties),
        };

        void Look(bool isImage, bool isAudio)
        {
            images |= isImage;
            audio |= isAudio;
        }
    }

    private static long Size(string? text) => string.IsNullOrEmpty(text) ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Size(IList<AITool>? tools)
    {
        long bytes = 0;
        for (var i = 0; i < tools?.Count; i++)
        {
            bytes += Size(tools[i].Name) + Size(tools[i].Description);
            if (tools[i] is AIFunctionDeclaration { JsonSchema.ValueKind: JsonValueKind.Object } function)
            {
                bytes += JsonMarshal.GetRawUtf8Value(function.JsonSchema).Length;
            }
        }

        return bytes;
    }
}
