using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>Vectors as text in base64: little-endian 32-bit floats, as OpenAI defined the form.</summary>
internal static class Base64Floats
{
    /// <summary>Decodes the string at the reader; null when it is no vector.</summary>
    public static float[]? Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            var text = reader.ValueSpan;
            var length = Base64.GetMaxDecodedFromUtf8Length(text.Length) - (text.EndsWith("=="u8) ? 2
                : text.EndsWith("="u8) ? 1 : 0);
            if (length > 0 && length % sizeof(float) == 0)
            {
                var vector = GC.AllocateUninitializedArray<float>(length / sizeof(float));
                if (Base64.DecodeFromUtf8(
                    text, MemoryMarshal.AsBytes(vector.AsSpan()), out _, out var written) == OperationStatus.Done
                    && written == length)
                {
                    return ToHostOrder(vector);
                }
            }
        }
        else if (reader.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0 && bytes.Length % sizeof(float) == 0)
        {
            return ToHostOrder(MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }

        return null;
    }

    private static float[] ToHostOrder(float[] vector)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<float, uint>(vector.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return vector;
    }
}
