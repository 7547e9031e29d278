using System.Text.Json;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>What the forms of embedding requests share.</summary>
internal static class EmbeddingInputs
{
    /// <summary>
    /// One text is sent as a string, as the official clients do: not every server takes a list of one.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 1)
        {
            writer.WriteString(name, inputs[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var input in inputs)
        {
            writer.WriteStringValue(input);
        }

        writer.WriteEndArray();
    }

    public static void WriteParameters(Utf8JsonWriter writer, EmbeddingRequest request)
    {
        foreach (var (name, value) in request.Parameters)
        {
            writer.WritePropertyName(name);
            JsonValueWriter.Write(writer, value, name);
        }
    }
}
