using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Puts tool calls together from their pieces. Servers differ: an index may be missing or repeated, an id missing, null or repeated on every
/// piece, and arguments may come as text, as an object or not at all.
/// </summary>
internal sealed class ToolCallAccumulator
{
    private readonly List<Call> _calls = [];
    private int _batch;

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Reads the value of <c>tool_calls</c>: an array of calls or pieces of calls.</summary>
    public void ReadArray(ref Utf8JsonReader reader)
    {
        _batch++;
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

        _batch++;
        var piece = default(Piece);
        piece.Index = 0;
        ReadFunction(ref reader, ref piece);
        Add(piece);
    }

    /// <summary>The calls in the order in which they began. One that has no id, or that of another, gets one, because results are matched by it.</summary>
    public void AddTo(IList<AIContent> contents)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in _calls)
        {
            var id = call.Id is not null && ids.Add(call.Id) ? call.Id : $"call_{Guid.NewGuid():N}";
            contents.Add(ToolArguments.Read(id, call.Name ?? "", Encoding.UTF8.GetBytes(call.Arguments.ToString())));
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
                piece.Index = Index(ref reader);
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
                else
                {
                    reader.Skip();
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
            return JsonText.Parse(ref reader).GetRawText();
        }

        return Text(ref reader);
    }

    private static int? Index(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index))
        {
            return index;
        }

        reader.Skip();
        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return JsonText.Get(ref reader);

            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);

            default:
                reader.Skip();
                return null;
        }
    }

    private void Add(in Piece piece)
    {
        var call = Find(piece);
        if (call is null)
        {
            if (piece.IsEmpty)
            {
                return;
            }

            call = new Call(piece.Index);
            _calls.Add(call);
        }

        call.Batch = _batch;
        if (!string.IsNullOrEmpty(piece.Id))
        {
            call.Id = piece.Id;
        }

        if (!string.IsNullOrEmpty(piece.Name))
        {
            call.Name = piece.Name;
        }

        call.Arguments.Append(piece.Arguments);
    }

    /// <summary>The call that a piece belongs to, latest first; null when the piece begins a new one.</summary>
    private Call? Find(in Piece piece)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (Continues(_calls[i], piece) is { } continues)
            {
                return continues ? _calls[i] : null;
            }
        }

        return null;
    }

    /// <summary>Whether a piece continues a call; null when an earlier call may be the one.</summary>
    private bool? Continues(Call call, in Piece piece)
    {
        var sameIndex = piece.Index is not null && call.Index == piece.Index;
        if (!string.IsNullOrEmpty(piece.Id))
        {
            // A new id is always a new call, whatever the index says; an id that two indexes share is two calls.
            return call.Id == piece.Id ? piece.Index is null || call.Index is null || sameIndex ? true : null
                : sameIndex ? call.Id is null && !Begins(call, piece)
                : null;
        }

        // Without an id the index tells; without either it is the last call that goes on.
        return piece.Index is null || sameIndex ? !Begins(call, piece) : null;
    }

    /// <summary>Whether a piece that has a name must be another call: it came beside this one, or the name is not this one's.</summary>
    private bool Begins(Call call, in Piece piece) =>
        !string.IsNullOrEmpty(piece.Name) && call.Name is not null
        && (call.Batch == _batch || call.Name != piece.Name || (piece.Index is null && call.Arguments.Length > 0));

    private struct Piece
    {
        public int? Index;
        public string? Id;
        public string? Name;
        public string? Arguments;

        /// <summary>Whether it says nothing: Snowflake has an empty <c>function_call</c> in every message.</summary>
        public readonly bool IsEmpty => string.IsNullOrEmpty(Id) && string.IsNullOrEmpty(Name) && string.IsNullOrEmpty(Arguments);
    }

    private sealed class Call(int? index)
    {
        public int? Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        /// <summary>The array that the last piece came in.</summary>
        public int Batch { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
