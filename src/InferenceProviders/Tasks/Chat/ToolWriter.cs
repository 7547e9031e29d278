using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Writes function tools. A tool is serialised once; the bytes are kept as long as the tool lives.</summary>
internal static class ToolWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, byte[]> Cache = [];

    public static void Write(Utf8JsonWriter writer, AITool tool, bool? strict)
    {
        if (tool is not AIFunctionDeclaration function)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"The tool '{tool.Name}' ({tool.GetType().Name}) cannot be sent with chat completions, which know functions only."
                + (tool is HostedMcpServerTool ? " UseMcpServerTools of InferenceProviders.Mcp runs it on the client." : ""));
        }

        strict = StrictFlag.Of(function, strict);
        if (strict is { } flag)
        {
            Write(writer, function, flag);
        }
        else
        {
            writer.WriteRawValue(Cache.GetValue(function, Serialize), skipInputValidation: true);
        }
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

    private static byte[] Serialize(AIFunctionDeclaration function)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            Write(writer, function, strict: null);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, AIFunctionDeclaration function, bool? strict)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, function.Name);
        if (!string.IsNullOrEmpty(function.Description))
        {
            writer.WriteString("description"u8, function.Description);
        }

        writer.WritePropertyName("parameters"u8);
        function.JsonSchema.WriteTo(writer);
        if (strict is { } flag)
        {
            writer.WriteBoolean("strict"u8, flag);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
