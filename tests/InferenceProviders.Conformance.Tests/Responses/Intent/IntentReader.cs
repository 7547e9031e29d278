using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceProviders.Conformance.Responses.Transcripts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses.Intent;

/// <summary>
/// From a recorded request to what a caller of an <see cref="IChatClient"/> would have written for it. A null field is
/// an option that was not set; a field without an option is an additional property.
/// </summary>
internal static partial class IntentReader
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="InexpressibleException">It cannot be said.</exception>
    public static ChatIntent Read(Transcript transcript)
    {
        try
        {
            return ReadFields(transcript);
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or KeyNotFoundException or FormatException
            or ArgumentException)
        {
            // A number where the protocol has a text, a missing field, …: typed options cannot be wrong in that way.
            throw new InexpressibleException($"malformed: {exception.Message}");
        }
    }

    private static ChatIntent ReadFields(Transcript transcript)
    {
        if (!transcript.IsPost || transcript.RequestBody is not { ValueKind: JsonValueKind.Object } body)
        {
            throw new InexpressibleException("not a JSON object posted to /v1/responses");
        }

        if (Shortened().IsMatch(JsonSerializer.Serialize(body, Readable)))
        {
            throw new InexpressibleException("the recording is shortened");
        }

        var options = new ChatOptions();
        var stream = false;
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Name)
            {
                case "model" or "input":
                    break;

                case "stream":
                    stream = Flag(field.Value);
                    break;

                case "tools":
                    options.Tools = field.Value.ValueKind == JsonValueKind.Array
                        ? [.. field.Value.EnumerateArray().Select(ToolReader.Read)]
                        : null;
                    break;

                default:
                    if (field.Value.ValueKind != JsonValueKind.Null)
                    {
                        ReadOption(options, field.Name, field.Value, body);
                    }

                    break;
            }
        }

        return new ChatIntent(Model(body), HistoryReader.Read(body), options, stream);
    }

    [GeneratedRegex(@"…<\d+ chars>")]
    private static partial Regex Shortened();

    private static string Model(JsonElement body) =>
        body.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
            ? model.GetString()!
            : throw new InexpressibleException("no model");

    private static void ReadOption(ChatOptions options, string name, JsonElement value, JsonElement body)
    {
        switch (name)
        {
            case "instructions":
                options.Instructions = value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : throw new InexpressibleException("instructions that are not text");
                break;

            case "temperature":
                options.Temperature = value.GetSingle();
                break;

            case "top_p":
                options.TopP = value.GetSingle();
                break;

            case "max_output_tokens":
                options.MaxOutputTokens = value.GetInt32();
                break;

            case "seed":
                options.Seed = value.GetInt64();
                break;

            case "frequency_penalty":
                options.FrequencyPenalty = value.GetSingle();
                break;

            case "presence_penalty":
                options.PresencePenalty = value.GetSingle();
                break;

            case "stop":
                options.StopSequences = value.ValueKind == JsonValueKind.Array
                    ? [.. value.EnumerateArray().Select(stop => stop.GetString()!)]
                    : [value.GetString()!];
                break;

            case "previous_response_id":
                options.ConversationId = value.GetString();
                break;

            case "conversation":
                options.ConversationId ??= value.ToString();
                break;

            case "background":
                (options.AdditionalProperties ??= [])["background"] = Flag(value);
                break;

            case "reasoning":
                options.Reasoning = Reasoning(value);
                break;

            case "text":
                ReadText(options, value);
                break;

            case "tool_choice":
                options.ToolMode = ToolMode(value);
                break;

            // Without tools it has no meaning for us, and the caller would have to insist.
            case "parallel_tool_calls"
                when body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array
                && tools.GetArrayLength() > 0:
                options.AllowMultipleToolCalls = Flag(value);
                break;

            default:
                (options.AdditionalProperties ??= [])[name] = value;
                break;
        }
    }

    private static bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new InexpressibleException($"a flag that is {value.ValueKind}"),
    };

    private static ReasoningOptions? Reasoning(JsonElement value)
    {
        var reasoning = new ReasoningOptions();
        foreach (var field in value.EnumerateObject())
        {
            switch (field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : null)
            {
                case ("effort", "none"): reasoning.Effort = ReasoningEffort.None; break;
                case ("effort", "low"): reasoning.Effort = ReasoningEffort.Low; break;
                case ("effort", "medium"): reasoning.Effort = ReasoningEffort.Medium; break;
                case ("effort", "high"): reasoning.Effort = ReasoningEffort.High; break;
                case ("effort", "xhigh"): reasoning.Effort = ReasoningEffort.ExtraHigh; break;
                case ("summary", "auto" or "concise"): reasoning.Output = ReasoningOutput.Summary; break;
                case ("summary", "detailed"): reasoning.Output = ReasoningOutput.Full; break;
                case (_, null) when field.Value.ValueKind == JsonValueKind.Null: break;
                default: throw new InexpressibleException($"reasoning.{field.Name} {field.Value}");
            }
        }

        return reasoning;
    }

    private static void ReadText(ChatOptions options, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(field => field.Name != "format"))
        {
            // Verbosity and the like: the caller writes the field as it goes onto the wire.
            (options.AdditionalProperties ??= [])["text"] = value;
            return;
        }

        if (!value.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        switch (format.TryGetProperty("type", out var type) ? type.GetString() : null)
        {
            case "text":
                options.ResponseFormat = ChatResponseFormat.Text;
                break;

            case "json_object":
                options.ResponseFormat = ChatResponseFormat.Json;
                break;

            case "json_schema"
                when format.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object:
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(
                    schema, TextOf(format, "name"), TextOf(format, "description"));
                if (format.TryGetProperty("strict", out var strict) && strict.ValueKind is JsonValueKind.True
                    or JsonValueKind.False)
                {
                    (options.AdditionalProperties ??= [])["strict"] = strict.GetBoolean();
                }

                break;

            default:
                throw new InexpressibleException("text.format without type or schema");
        }
    }

    private static ChatToolMode ToolMode(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "required" => ChatToolMode.RequireAny,
            _ => throw new InexpressibleException($"tool_choice {value}"),
        }
        : TextOf(value, "type") == "function" && TextOf(value, "name") is { } name ? ChatToolMode.RequireSpecific(name)
        : throw new InexpressibleException($"tool_choice {value}");

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
