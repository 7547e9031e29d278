using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Reads tool calls, and pieces of them. Servers differ: an index may be missing or repeated, an id missing, null or
/// repeated on every piece, and arguments may come as text, as an object or not at all. How pieces are put together
/// says <see cref="ToolCallAssembler"/>.
/// </summary>
internal sealed class ToolCallAccumulator
{
    private readonly ToolCallAssembler _calls = new();
    private ToolCallAssembler? _functionCalls;
    private ToolCallPiece _last;

    public bool IsEmpty => _calls.IsEmpty && _functionCalls is not { IsEmpty: false };

    /// <summary>Whether the arguments of a call are missing, or are no whole JSON value.</summary>
    public bool IsUnfinished => _calls.IsUnfinished || _functionCalls is { IsUnfinished: true };

    /// <summary>Whether the arguments of a call have begun, and are no whole JSON value.</summary>
    public bool IsCut => _calls.IsCut || _functionCalls is { IsCut: true };

    /// <summary>Reads the value of <c>tool_calls</c>: an array of calls or pieces of calls.</summary>
    /// <param name="reader">At the value; then at its end.</param>
    /// <param name="slots">Gets the arguments of each piece.</param>
    public void ReadArray(ref Utf8JsonReader reader, ref EventSlots slots)
    {
        _calls.BeginArray();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadCall(ref reader, ref slots);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadCall(ref reader, ref slots);
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

    /// <summary>The last piece of <c>tool_calls</c> again, with other arguments, in an array of its own.</summary>
    public void Repeat(string arguments)
    {
        _last.Arguments = arguments;
        _calls.BeginArray();
        _calls.Add(_last);
    }

    /// <summary>Reads the value of the older <c>function_call</c>: one call without an id.</summary>
    public void ReadFunctionCall(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        // Kept apart: where both fields are there, they name the same calls.
        _functionCalls ??= new();
        _functionCalls.BeginArray();
        var piece = default(ToolCallPiece);
        piece.Index = 0;
        var slots = default(EventSlots);
        ReadFunction(ref reader, ref piece, ref slots);
        _functionCalls.Add(piece);
    }

    /// <summary>Adds the calls, in the order in which they began.</summary>
    public void AddTo(IList<AIContent> contents)
    {
        if (_functionCalls is not null)
        {
            _calls.Merge(_functionCalls);
            _functionCalls = null;
        }

        _calls.AddTo(contents);
    }

    private void ReadCall(ref Utf8JsonReader reader, ref EventSlots slots)
    {
        var piece = default(ToolCallPiece);
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
                    ReadFunction(ref reader, ref piece, ref slots);
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
                piece.Arguments = ReadArguments(ref reader, ref slots) ?? piece.Arguments;
            }
            else
            {
                CallExtras.Read(ref reader, ref piece, ref slots);
            }
        }

        if (string.IsNullOrEmpty(piece.Arguments))
        {
            slots.Spoil();
        }

        _last = piece;
        _calls.Add(piece);
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ref ToolCallPiece piece, ref EventSlots slots)
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
                piece.Arguments = ReadArguments(ref reader, ref slots);
            }
            else
            {
                CallExtras.Read(ref reader, ref piece, ref slots);
            }
        }
    }

    private static string? ReadArguments(ref Utf8JsonReader reader, ref EventSlots slots)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            slots.AddArguments(reader);
        }
        else
        {
            slots.Spoil();
        }

        return reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
            ? JsonText.Parse(ref reader).GetRawText()
            : Text(ref reader);
    }

    private static int? Index(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index))
        {
            return index;
        }

        if (reader.TokenType == JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out index, out var length) && length == reader.ValueSpan.Length)
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
}
