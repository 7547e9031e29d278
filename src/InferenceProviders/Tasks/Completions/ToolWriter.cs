using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>Writes function tools, and which of them the model may or must call.</summary>
internal static class ToolWriter
{
    public static void Write(
        Utf8JsonWriter writer, AIFunctionDeclaration function, bool? strict, ChatDialect dialect)
    {
        strict = StrictFlag.Of(function, strict);
        var rules = strict is true ? dialect.FunctionRules | dialect.SchemaRules : dialect.FunctionRules;
        writer.WriteRawValue(FunctionForms.Of(function, rules, strict, isNested: true), skipInputValidation: true);
    }

    public static void WriteChoice(Utf8JsonWriter writer, ChatToolMode mode)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                writer.WriteString("tool_choice"u8, "none"u8);
                break;

            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;

            case RequiredChatToolMode:
                writer.WriteString("tool_choice"u8, "required"u8);
                break;

            default:
                writer.WriteString("tool_choice"u8, "auto"u8);
                break;
        }
    }
}
