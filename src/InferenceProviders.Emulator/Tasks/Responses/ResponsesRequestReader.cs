using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Reads a request and refuses what the real server refuses: nulls where a field may only be left out, tools and
/// formats that it does not have. Fields that it does not know (<c>previous_response_id</c>, <c>store</c>, <c>seed</c>,
/// <c>response_format</c>, …) it ignores.
/// </summary>
internal static partial class ResponsesRequestReader
{
    private const int MostMetadata = 16;

    private static readonly string[] Efforts = ["low", "medium", "high"];

    private static readonly string[] Modes = ["auto", "none", "required"];

    public static ResponsesRequest Read(JsonObject json, ResponsesDefects defects)
    {
        var schema = new Schema();
        var model = schema.Text(json, "model", required: true);
        var instructions = schema.Text(json, "instructions", nullable: true);
        var limit = schema.Number(json, "max_output_tokens", 0, int.MaxValue, nullable: true);
        var temperature = schema.Number(json, "temperature", 0, 2) ?? 1;
        var topP = schema.Number(json, "top_p", 0, 1) ?? 1;
        var stream = schema.Flag(json, "stream");
        var metadata = schema.Object(json, "metadata", nullable: true);
        if (metadata?.Count > MostMetadata)
        {
            schema.Wrong("custom", $"Must have at most {MostMetadata} items", "metadata");
        }

        var effort = Effort(json, schema);
        var format = Format(json, schema);
        var tools = new ResponsesToolReader(schema).Read(json);
        var choice = Choice(json, schema);
        var reader = new ResponsesInputReader(schema, defects);
        var messages = reader.Read(json, instructions);
        schema.Check();

        return new()
        {
            Messages = messages,
            Functions = tools.Functions,
            Servers = tools.Servers,
            ToolChoice = choice,
            Format = format,
            MaxTokens = limit is null ? null : (int)limit,
            Effort = effort,
            Stream = stream,
            Input = reader.Input,
            Objection = reader.Objection,
            Echo = new()
            {
                ["instructions"] = instructions,
                ["max_output_tokens"] = limit is null ? null : (int)limit,
                ["metadata"] = metadata?.DeepClone(),
                ["model"] = model,
                ["tool_choice"] = json["tool_choice"]?.DeepClone() ?? "auto",
                ["tools"] = tools.Echo,
                ["temperature"] = temperature,
                ["top_p"] = topP,
            },
        };
    }

    /// <summary>As soon as there is an object, its effort is medium unless it says otherwise.</summary>
    private static string? Effort(JsonObject json, Schema schema)
    {
        if (schema.Object(json, "reasoning") is not { } reasoning)
        {
            return null;
        }

        if (!reasoning.TryGetPropertyValue("effort", out var effort))
        {
            return "medium";
        }

        if (effort?.GetValueKind() == JsonValueKind.String && Efforts.Contains(effort.GetValue<string>()))
        {
            return effort.GetValue<string>();
        }

        schema.Wrong(
            "invalid_enum_value", $"Invalid enum value. Expected 'low' | 'medium' | 'high', received '{effort}'",
            "reasoning", "effort");
        return null;
    }

    private static ResponseFormat Format(JsonObject json, Schema schema)
    {
        if (schema.Object(json, "text") is not { } text)
        {
            return ResponseFormat.Text;
        }

        var format = text["format"] as JsonObject;
        switch ((string?)format?["type"])
        {
            case "text":
                return ResponseFormat.Text;

            case "json_object":
                return new(true);

            case "json_schema"
                when NamePattern().IsMatch((string?)format!["name"] ?? "") && format["schema"] is JsonObject wanted
                && IsText(format, "description") && IsFlag(format, "strict"):
                return new(true, wanted.DeepClone());

            default:
                schema.NoneFits("text", "format");
                return ResponseFormat.Text;
        }
    }

    private static ToolChoice Choice(JsonObject json, Schema schema)
    {
        if (!json.TryGetPropertyValue("tool_choice", out var choice))
        {
            return ToolChoice.Auto;
        }

        if (choice is JsonValue word && word.TryGetValue<string>(out var mode) && Modes.Contains(mode))
        {
            return new(mode);
        }

        if (choice is JsonObject named && (string?)named["type"] == "function" && (string?)named["name"] is { } name)
        {
            return new("function", name);
        }

        schema.NoneFits("tool_choice");
        return ToolChoice.Auto;
    }

    private static bool IsText(JsonObject json, string name) =>
        !json.TryGetPropertyValue(name, out var value) || value?.GetValueKind() == JsonValueKind.String;

    private static bool IsFlag(JsonObject json, string name) =>
        !json.TryGetPropertyValue(name, out var value)
        || value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex NamePattern();
}
