using System.Buffers;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Reads vectors in OpenAI's form straight from the bytes of an answer, while they arrive: one property, or one item of
/// <c>data</c>, at a time. What is cut at the end of a part is read again when the rest is there.
/// </summary>
/// <param name="answer">For errors.</param>
/// <param name="expected">How many vectors were asked for.</param>
internal sealed class OpenAIEmbeddingsReader(ProviderAnswer answer, int expected) : IPartReader<EmbeddingResult>
{
    private const int UsualDimensions = 1024;
    private const int MaxOthers = 8192;

    // In the order in which they came.
    private readonly float[]?[] _vectors = new float[expected][];
    private readonly VectorOrder _order = new(expected);
    private ArrayBufferWriter<byte>? _others;
    private JsonReaderState _state;
    private Place _place;
    private UsageDetails? _usage;
    private string? _model;

    private enum Place
    {
        Start,
        Root,
        Data,
        End,
    }

    public int Read(ReadOnlySpan<byte> utf8, bool isLast)
    {
        var json = _place == Place.Start ? JsonText.Start(utf8) : utf8;
        try
        {
            while (_place != Place.End)
            {
                var reader = new Utf8JsonReader(json, isLast, _state);
                if (!ReadNext(ref reader, ref json))
                {
                    return utf8.Length - json.Length;
                }

                _state = reader.CurrentState;
                json = json[(int)reader.BytesConsumed..];
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

        return utf8.Length;
    }

    public EmbeddingResult Finish()
    {
        return _order.FindMissing() is not { } missing
            ? new EmbeddingResult(_order.Arrange(_vectors!), _usage, _model)
            : throw answer.With(Others()).NotAResult($"a vector for text {missing}");
    }

    /// <summary>Reads what is next; false when the end of it is still to come. Nothing has changed then.</summary>
    private bool ReadNext(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json)
    {
        var rest = json;
        if (!reader.Read())
        {
            return false;
        }

        switch (_place, reader.TokenType)
        {
            case (Place.Start, JsonTokenType.StartObject):
                _place = Place.Root;
                return true;

            case (Place.Root, JsonTokenType.PropertyName):
                return ReadProperty(ref reader, json);

            case (Place.Root, JsonTokenType.EndObject):
                _place = Place.End;
                return true;

            case (Place.Data, JsonTokenType.StartObject):
                if (!ReadItem(ref reader, ref rest))
                {
                    return false;
                }

                json = rest;
                return true;

            case (Place.Data, JsonTokenType.EndArray):
                _place = Place.Root;
                return true;

            default:
                throw answer.NotAResult(_place == Place.Start ? "an object" : VectorForEach);
        }
    }

    private bool ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("data"u8))
        {
            if (!reader.Read())
            {
                return false;
            }

            // Beside an error it is null.
            _place = reader.TokenType switch
            {
                JsonTokenType.StartArray => Place.Data,
                JsonTokenType.Null => Place.Root,
                _ => throw answer.NotAResult("a list of vectors"),
            };
            return true;
        }

        var nameStart = (int)reader.TokenStartIndex;
        var (isUsage, isModel) = (reader.ValueTextEquals("usage"u8), reader.ValueTextEquals("model"u8));
        if (!reader.Read())
        {
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        var value = new Utf8JsonReader(json[start..(int)reader.BytesConsumed]);
        value.Read();
        if (isUsage)
        {
            UsageReader.Read(ref value, ref _usage);
        }
        else if (isModel)
        {
            _model = value.TokenType == JsonTokenType.String ? JsonText.Get(ref value) : null;
        }
        else if (_order.Count == 0)
        {
            KeepOther(json[nameStart..(int)reader.BytesConsumed]);
        }

        return true;
    }

    /// <summary>Keeps a property that is none of the answer's: it may say what went wrong.</summary>
    private void KeepOther(ReadOnlySpan<byte> property)
    {
        _others ??= new();
        if (_others.WrittenCount + property.Length < MaxOthers)
        {
            _others.Write(_others.WrittenCount == 0 ? "{"u8 : ","u8);
            _others.Write(property);
        }
    }

    private ReadOnlyMemory<byte> Others()
    {
        _others?.Write("}"u8);
        return _others?.WrittenMemory ?? default;
    }

    private bool ReadItem(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json)
    {
        int? index = null;
        float[]? vector = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                if (vector is null || _order.Count == _vectors.Length)
                {
                    throw answer.NotAResult(VectorForEach);
                }

                _vectors[_order.Count] = vector;
                _order.Add(index);
                return true;
            }

            var (isVector, isIndex) = (reader.ValueTextEquals("embedding"u8), reader.ValueTextEquals("index"u8));
            if (!reader.Read())
            {
                return false;
            }

            if (isVector)
            {
                vector = ReadVector(ref reader, ref json);
                if (vector is null)
                {
                    return false;
                }
            }
            else if (isIndex && reader.TokenType == JsonTokenType.Number)
            {
                index = reader.TryGetInt32(out var given) ? given : null;
            }
            else if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The vector; null when it is cut.</summary>
    private float[]? ReadVector(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Base64Floats.Read(ref reader) ?? throw answer.NotAResult("a vector in valid base64");

            case JsonTokenType.StartArray when IsList(reader, json, out var isAtEnd):
                return isAtEnd ? null : ReadListed(ref reader, ref json);

            case JsonTokenType.StartArray:
                var vector = FloatArray.Read(ref reader, ref json, _vectors[0]?.Length
                    ?? UsualDimensions, out var isCut);
                return vector is not null || isCut ? vector : throw answer.NotAResult("a vector of finite numbers");

            default:
                throw answer.NotAResult("a vector in numbers or base64");
        }
    }

    /// <summary>
    /// Whether the array is a list of one vector, as llama.cpp and some gateways give it, and not the vector itself.
    /// </summary>
    private static bool IsList(in Utf8JsonReader reader, ReadOnlySpan<byte> json, out bool isAtEnd)
    {
        var rest = json[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8);
        isAtEnd = rest.IsEmpty && !reader.IsFinalBlock;
        return isAtEnd || rest is [(byte)'[' or (byte)'"', ..];
    }

    private float[]? ReadListed(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json)
    {
        if (!reader.Read() || ReadVector(ref reader, ref json) is not { } vector || !reader.Read())
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? vector
            : throw answer.NotAResult("one vector for each text", "a vector for each token");
    }

    private string VectorForEach => $"a vector for each of the {_vectors.Length} texts";
}
