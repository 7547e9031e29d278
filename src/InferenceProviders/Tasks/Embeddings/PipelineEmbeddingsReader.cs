using System.Text.Json;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>Reads the vectors of a feature-extraction pipeline, whose answer is nothing but them.</summary>
internal static class PipelineEmbeddingsReader
{
    private const int UsualDimensions = 1024;

    /// <summary>
    /// A vector, a list of vectors, or lists of the vectors of tokens. The last are averaged when that was asked for,
    /// and refused otherwise: which pooling a model needs is not ours to guess.
    /// </summary>
    public static EmbeddingResult Read(ProviderAnswer answer, int expected, bool meanPooling)
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
                return new EmbeddingResult(
                    [.. json.EnumerateArray().Select(vector => Vector(vector, answer))], null, null);

            case 2 when expected == 1:
                return new EmbeddingResult([Pool(json, meanPooling, answer)], null, null);

            case 3 when json.GetArrayLength() == expected:
                return new EmbeddingResult(
                    [.. json.EnumerateArray().Select(tokens => Pool(tokens, meanPooling, answer))], null, null);

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
                if (count == expected
                    || FloatArray.Read(ref reader, ref json, count == 0 ? UsualDimensions
                    : rows[0].Length, out _) is not { } row)
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
            vector[index++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value)
                && float.IsFinite(value) ? value : throw answer.NotAResult("a vector of numbers");
        }

        return vector;
    }

    private static float[] Pool(JsonElement tokens, bool meanPooling, ProviderAnswer answer)
    {
        if (!meanPooling)
        {
            throw answer.NotSupported(
                $"gives a vector for each token, not for the text. Ask for their mean with "
                    + $"AdditionalProperties[\"{EmbeddingRequest.PoolingKey}\"] = \"mean\", or use a model for "
                    + $"sentences.");
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
