using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>
/// Says a message of the wire in Microsoft.Extensions.AI. What it cannot say is an error of the replay, never left out.
/// </summary>
internal static class ChatMessages
{
    public static ChatMessage Read(JsonElement message)
    {
        var role = new ChatRole(message.GetProperty("role").GetString()!);
        var made = new ChatMessage(role, []);
        foreach (var field in message.EnumerateObject())
        {
            switch (field.Name)
            {
                case "role" or "tool_call_id":
                    break;

                case "name":
                    made.AuthorName = field.Value.GetString();
                    break;

                case "content" when role == ChatRole.Tool:
                    made.Contents.Add(
                        new FunctionResultContent(
                            message.GetProperty("tool_call_id").GetString()!, field.Value.GetString()));
                    break;

                case "content":
                    AddContent(made, field.Value);
                    break;

                case "reasoning_content" or "reasoning":
                    made.Contents.Add(new TextReasoningContent(field.Value.GetString()));
                    break;

                case "tool_calls":
                    AddCalls(made, field.Value);
                    break;

                default:
                    throw new NotSupportedException($"The replay cannot say the field '{field.Name}' of a message.");
            }
        }

        return made;
    }

    private static void AddContent(ChatMessage message, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            message.Contents.Add(new TextContent(content.GetString()));
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                message.Contents.Add(Part(part));
            }
        }
    }

    private static AIContent Part(JsonElement part) => part.GetProperty("type").GetString() switch
    {
        "text" => new TextContent(part.GetProperty("text").GetString()),
        "image_url" => Media(part.GetProperty("image_url"), "image/png"),
        "video_url" => Media(part.GetProperty("video_url"), "video/mp4"),
        "input_audio" when part.GetProperty("input_audio") is var audio => new DataContent(
            audio.GetProperty("data").GetBytesFromBase64(), audio.GetProperty("format").GetString() is "mp3"
                ? "audio/mpeg"
                : $"audio/{audio.GetProperty("format").GetString()}"),
        var other => throw new NotSupportedException($"The replay cannot say a message part of the type '{other}'."),
    };

    private static AIContent Media(JsonElement media, string mediaType)
    {
        var url = media.GetProperty("url").GetString()!;
        AIContent content = url.StartsWith("data:", StringComparison.Ordinal)
            ? new DataContent(url)
            : new UriContent(url, mediaType);
        if (media.TryGetProperty("detail", out var detail))
        {
            (content.AdditionalProperties ??= [])["detail"] = detail.GetString();
        }

        return content;
    }

    private static void AddCalls(ChatMessage message, JsonElement calls)
    {
        foreach (var call in calls.EnumerateArray())
        {
            var function = call.GetProperty("function");
            using var arguments = JsonDocument.Parse(function.GetProperty("arguments").GetString()!);
            message.Contents.Add(new FunctionCallContent(
                call.GetProperty("id").GetString()!,
                function.GetProperty("name").GetString()!,
                arguments.RootElement.EnumerateObject()
                .ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone())));
        }
    }
}
