using System.Buffers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Puts tool calls together from their pieces. Servers differ: an index may be missing or repeated, an id missing, null or repeated on every
/// piece, and arguments may come as text, as an object or not at all.
/// </summary>
internal sealed class ToolCallAccumulator
{
    private readonly List<Call> _calls = [];

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Reads the value of <c>tool_calls</c>: an array of calls or pieces of calls.</summary>
    public void ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadCall(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadCall(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>Reads the value of the older <c>function_call</c>: one call without an id.</summary>
    public void ReadFunctionCall(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var piece = default(Piece);
        piece.Index = 0;
        ReadFunction(ref reader, ref piece);
        Add(piece);
    }

    /// <summary>The calls in the order in which they began.</summary>
    public void AddTo(IList<AIContent> contents)
    {
        foreach (var call in _calls)
        {
            var id = string.IsNullOrEmpty(call.Id) ? $"call_{Guid.NewGuid():N}" : call.Id;
            contents.Add(ToolArguments.Read(id, call.Name ?? "", call.Arguments.WrittenSpan));
        }
    }

    private void ReadCall(ref Utf8JsonReader reader)
    {
        var piece = default(Piece);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                piece.Index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : null;
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                piece.Id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadFunction(ref reader, ref piece);
                }
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                // A few servers leave the wrapper "function" out.
                reader.Read();
                piece.Name = Text(ref reader) ?? piece.Name;
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                piece.Arguments = ReadArguments(ref reader) ?? piece.Arguments;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Add(piece);
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ref Piece piece)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                piece.Name = Text(ref reader);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                piece.Arguments = ReadArguments(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static string? ReadArguments(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            return JsonElement.ParseValue(ref reader).GetRawText();
        }

        return Text(ref reader);
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    private void Add(in Piece piece)
    {
        var call = Find(piece);
        if (call is null)
        {
            call = new Call(piece.Index);
            _calls.Add(call);
        }

        if (!string.IsNullOrEmpty(piece.Id))
        {
            call.Id = piece.Id;
        }

        if (!string.IsNullOrEmpty(piece.Name))
        {
            call.Name = piece.Name;
        }

        if (!string.IsNullOrEmpty(piece.Arguments))
        {
            Encoding.UTF8.GetBytes(piece.Arguments, call.Arguments);
        }
    }

    /// <summary>The call that a piece belongs to. A new id is always a new call, whatever the index says.</summary>
    private Call? Find(in Piece piece)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            var call = _calls[i];
            if (!string.IsNullOrEmpty(piece.Id))
            {
                if (call.Id == piece.Id || (call.Id is null && piece.Index is not null && call.Index == piece.Index))
                {
                    return call;
                }
            }
            else if (piece.Index is { } index)
            {
                if (call.Index == index)
                {
                    return call;
                }
            }
            else
            {
                // Neither id nor index: a name begins a call, anything else continues the last one.
                return string.IsNullOrEmpty(piece.Name) || (call.Name == piece.Name && call.Arguments.WrittenCount == 0) ? call : null;
            }
        }

        return null;
    }

    private struct Piece
    {
        public int? Index;
        public string? Id;
        public string? Name;
        public string? Arguments;
    }

    private sealed class Call(int? index)
    {
        public int? Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public ArrayBufferWriter<byte> Arguments { get; } = new();
    }
}
