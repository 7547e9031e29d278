using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes the tools that the server runs itself (https://platform.openai.com/docs/guides/tools). Fields that the
/// abstraction has no property for are the tool's additional properties, by their wire names or in .NET's spelling
/// (<c>SearchContextSize</c>).
/// </summary>
internal static class HostedToolWriter
{
    public static void Write(Utf8JsonWriter writer, AITool tool)
    {
        writer.WriteStartObject();
        switch (tool)
        {
            case HostedWebSearchTool:
                writer.WriteString("type"u8, "web_search"u8);
                break;

            case HostedCodeInterpreterTool code:
                writer.WriteString("type"u8, "code_interpreter"u8);
                WriteContainer(writer, code);
                break;

            case HostedFileSearchTool files:
                writer.WriteString("type"u8, "file_search"u8);
                WriteStrings(
                    writer, "vector_store_ids",
                    files.Inputs?.OfType<HostedVectorStoreContent>().Select(static store => store.VectorStoreId) ?? []);
                if (files.MaximumResultCount is { } count)
                {
                    writer.WriteNumber("max_num_results"u8, count);
                }

                break;

            case HostedImageGenerationTool image:
                writer.WriteString("type"u8, "image_generation"u8);
                WriteImageOptions(writer, image.Options);
                break;

            default:
                writer.WriteString("type"u8, "tool_search"u8);
                break;
        }

        foreach (var (name, value) in tool.AdditionalProperties)
        {
            if (value is not null)
            {
                writer.WritePropertyName(HostedToolKind.FieldName(name));
                JsonValueWriter.Write(writer, value, name);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteContainer(Utf8JsonWriter writer, HostedCodeInterpreterTool code)
    {
        if (code.AdditionalProperties.ContainsKey("container"))
        {
            return;
        }

        writer.WriteStartObject("container"u8);
        writer.WriteString("type"u8, "auto"u8);
        var files = code.Inputs?.OfType<HostedFileContent>().Select(static file => file.FileId).ToList();
        if (files is { Count: > 0 })
        {
            WriteStrings(writer, "file_ids", files);
        }

        writer.WriteEndObject();
    }

    private static void WriteImageOptions(Utf8JsonWriter writer, ImageGenerationOptions? options)
    {
        if (options?.ModelId is { } model)
        {
            writer.WriteString("model"u8, model);
        }

        if (options?.ImageSize is { } size)
        {
            writer.WriteString("size"u8, $"{size.Width}x{size.Height}");
        }

        if (options?.MediaType is { } type && type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteString("output_format"u8, type["image/".Length..].ToLowerInvariant());
        }

        if (options?.StreamingCount is { } partial)
        {
            writer.WriteNumber("partial_images"u8, partial);
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
