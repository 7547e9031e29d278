using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>Reads vectors straight from the bytes of an answer.</summary>
internal static class EmbeddingsReader
{
    private const int UsualDimensions = 1024;

    public static EmbeddingResult ReadOpenAI(ProviderAnswer answer, int expected)
    {
        var vectors = new float[]?[expected];
        UsageDetails? usage = null;
        string? model = null;
        try
        {
            var json = answer.Body.Span;
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw answer.NotAResult("an object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("data"u8))
                {
                    reader.Read();
                    ReadData(ref reader, ref json, vectors, answer);
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    UsageReader.Read(ref reader, ref usage);
                }
                else if (reader.ValueTextEquals("model"u8))
                {
                    reader.Read();
                    model = reader.TokenType == JsonTokenType.String ? JsonText.Get(ref reader) : null;
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            throw answer.NotAResult("well-formed JSON");
        }
        catch (InvalidOperationException)
        {
            throw answer.NotAResult("text that is Unicode");
        }

        var missing = Array.IndexOf(vectors, null);
        return missing < 0 ? new EmbeddingResult(vectors!, usage, model) : throw answer.NotAResult($"a vector for text {missing}");
    }

    /// <summary>
    /// A vector, a list of vectors, or lists of the vectors of tokens. The last are averaged when that was asked for, and refused otherwise:
    /// which pooling a model needs is not ours to guess.
    /// </summary>
    public static EmbeddingResult ReadPipeline(ProviderAnswer answer, int expected, bool meanPooling)
    {
        if (Rows(answer.Body.Span, expected) is { } rows)
        {
            return new EmbeddingResult(rows, null, null);
        }

        var json = answer.Json;
        switch (Depth(json))
        {
            case 1 when expected == 1:
                return new EmbeddingResult([Vector(json, answer)], null, null);

            case 2 when json.GetArrayLength() == expected:
                return new EmbeddingResult([.. json.EnumerateArray().Select(vector => Vector(vector, answer))], null, null);

            case 2 when expected == 1:
                return new EmbeddingResult([Pool(json, meanPooling, answer)], null, null);

            case 3 when json.GetArrayLength() == expected:
                return new EmbeddingResult([.. json.EnumerateArray().Select(tokens => Pool(tokens, meanPooling, answer))], null, null);

            default:
                throw answer.NotAResult($"{expected} vectors");
        }
    }

    /// <summary>A list of so many vectors, read without making a document of it; null for every other form.</summary>
    private static float[][]? Rows(ReadOnlySpan<byte> json, int expected)
    {
        var rows = new float[expected][];
        var count = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                if (count == expected || FloatArray.Read(ref reader, ref json, count == 0 ? UsualDimensions : rows[0].Length) is not { } row)
                {
                    return null;
                }

                rows[count++] = row;
            }

            return count == expected && reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? rows : null;
        }
        catch (JsonException)
        {
            // What is wrong with it is said by whoever reads it next.
            return null;
        }
    }

    private static void ReadData(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, float[]?[] vectors, ProviderAnswer answer)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw answer.NotAResult("a list of vectors");
        }

        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var index = next++;
            float[]? vector = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("embedding"u8))
                {
                    reader.Read();
                    vector = ReadVector(ref reader, ref json, vectors, answer);
                }
                else if (reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given) ? given : index;
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            if (vector is null || (uint)index >= (uint)vectors.Length)
            {
                throw answer.NotAResult($"a vector for each of the {vectors.Length} texts");
            }

            vectors[index] = vector;
        }
    }

    private static float[] ReadVector(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, float[]?[] before, ProviderAnswer answer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return FromBase64(ref reader, answer);

            case JsonTokenType.StartArray:
                return FloatArray.Read(ref reader, ref json, before[0]?.Length ?? UsualDimensions) ?? throw answer.NotAResult("a vector of finite numbers");

            default:
                throw answer.NotAResult("a vector in numbers or base64");
        }
    }

    /// <summary>Little-endian 32-bit floats, as OpenAI defined the form.</summary>
    private static float[] FromBase64(ref Utf8JsonReader reader, ProviderAnswer answer)
    {
        if (!reader.ValueIsEscaped)
        {
            var text = reader.ValueSpan;
            var length = Base64.GetMaxDecodedFromUtf8Length(text.Length) - (text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0);
            if (length > 0 && length % sizeof(float) == 0)
            {
                var vector = GC.AllocateUninitializedArray<float>(length / sizeof(float));
                if (Base64.DecodeFromUtf8(text, MemoryMarshal.AsBytes(vector.AsSpan()), out _, out var written) == OperationStatus.Done && written == length)
                {
                    return ToHostOrder(vector);
                }
            }
        }
        else if (reader.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0 && bytes.Length % sizeof(float) == 0)
        {
            return ToHostOrder(MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }

        throw answer.NotAResult("a vector in valid base64");
    }

    private static float[] ToHostOrder(float[] vector)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<float, uint>(vector.AsSpan());
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words, words);
        }

        return vector;
    }

    private static int Depth(JsonElement json)
    {
        var depth = 0;
        while (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
        {
            depth++;
            json = json[0];
        }

        return json.ValueKind == JsonValueKind.Number ? depth : 0;
    }

    private static float[] Vector(JsonElement json, ProviderAnswer answer)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw answer.NotAResult("a vector of numbers");
        }

        var vector = new float[json.GetArrayLength()];
        var index = 0;
        foreach (var number in json.EnumerateArray())
        {
            vector[index++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value) && float.IsFinite(value) ? value : throw answer.NotAResult("a vector of numbers");
        }

        return vector;
    }

    private static float[] Pool(JsonElement tokens, bool meanPooling, ProviderAnswer answer)
    {
        if (!meanPooling)
        {
            throw answer.NotSupported(
                $"gives a vector for each token, not for the text. Ask for their mean with AdditionalProperties[\"{EmbeddingRequest.PoolingKey}\"] = \"mean\", or use a model for sentences.");
        }

        var vectors = tokens.EnumerateArray().Select(token => Vector(token, answer)).ToArray();
        var mean = new double[vectors[0].Length];
        foreach (var vector in vectors)
        {
            if (vector.Length != mean.Length)
            {
                throw answer.NotAResult("vectors of one length");
            }

            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += vector[i];
            }
        }

        return [.. mean.Select(sum => (float)(sum / vectors.Length))];
    }
}
