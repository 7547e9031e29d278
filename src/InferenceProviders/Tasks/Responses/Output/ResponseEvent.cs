using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;

namespace InferenceProviders.Tasks.Responses.Output;

internal enum ResponseEventKind
{
    /// <summary>Progress without content, and events that are not known.</summary>
    Other,

    /// <summary>An event whose type is none of the API's: a sign of life, or a failure in another form.</summary>
    Foreign,

    /// <summary>A whole response, where no stream was asked for.</summary>
    Response,
    Created,
    Completed,
    Failed,
    Error,
    ItemAdded,
    ItemDone,
    TextDelta,
    TextDone,
    RefusalDelta,
    RefusalDone,
    ReasoningDelta,
    ReasoningDone,
    SummaryDelta,
    SummaryDone,
    ArgumentsDelta,
    ArgumentsDone,
    AnnotationAdded,
    CodeDelta,
    CodeDone,
    PartialImage,
}

/// <summary>
/// One event of a stream, or a whole response, read without building a document: deltas are most of a stream, and need
/// two strings each. Events are told apart by <c>type</c>; not every server writes SSE event names.
/// </summary>
internal ref struct ResponseEvent
{
    public ResponseEventKind Kind;

    /// <summary>The item that the event is about; empty where the server left it out.</summary>
    public ReadOnlySpan<byte> ItemId;

    /// <summary>
    /// The item's place in the response (<c>output_index</c>), as the event has it; null where the server left it out.
    /// </summary>
    public int? Position;

    /// <summary>The event's number in the stream; null where the server left it out.</summary>
    public long? Sequence;

    /// <summary>A delta, or the whole text or arguments of an event that ends them.</summary>
    public string? Text;

    /// <summary>Which part of the item: <c>content_index</c> or <c>summary_index</c>.</summary>
    public int Part;

    /// <summary>The JSON of <c>item</c>, <c>response</c>, <c>annotation</c> or <c>error</c>.</summary>
    public ReadOnlySpan<byte> Json;

    /// <summary>Where the event is likely to differ from the next one.</summary>
    public EventSlots Slots;

    /// <summary>Whether it is a piece of a text, of reasoning or of arguments.</summary>
    public readonly bool IsDelta => Kind is ResponseEventKind.TextDelta or ResponseEventKind.ReasoningDelta
        or ResponseEventKind.SummaryDelta or ResponseEventKind.ArgumentsDelta or ResponseEventKind.RefusalDelta;

    /// <param name="utf8">The event, and what stands behind it.</param>
    /// <param name="isObject">Whether it is an object.</param>
    /// <param name="length">The length of the event.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ResponseEvent Read(ReadOnlySpan<byte> utf8, out bool isObject, out int length)
    {
        var result = default(ResponseEvent);
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        length = utf8.Length;
        isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject)
        {
            return result;
        }

        var isEvent = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isEvent = reader.TokenType == JsonTokenType.String;
                result.Kind = isEvent ? KindOf(ref reader) : ResponseEventKind.Other;
                reader.Skip();
            }
            else
            {
                result.ReadProperty(ref reader, utf8);
            }
        }

        length = (int)reader.BytesConsumed;
        if (!isEvent)
        {
            result.Kind = ResponseEventKind.Response;
            result.Json = utf8[..length];
        }
        else if (result.Kind is ResponseEventKind.Error or ResponseEventKind.Foreign)
        {
            result.Json = utf8[..length];
        }

        return result;
    }

    /// <summary>The value of <see cref="Json"/>.</summary>
    public readonly JsonElement ParseJson() =>
        JsonText.Parse(Json);

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("text"u8)
            || reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("refusal"u8)
            || reader.ValueTextEquals("code"u8) || reader.ValueTextEquals("partial_image_b64"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                Text = JsonText.Get(ref reader);
                Slots.AddText(reader, reasoningField: null);
            }
            else
            {
                reader.Skip();
            }
        }
        else if (reader.ValueTextEquals("item_id"u8))
        {
            reader.Read();
            ItemId = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("output_index"u8))
        {
            reader.Read();
            Position = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var position)
                ? position
                : null;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("content_index"u8) || reader.ValueTextEquals("summary_index"u8)
            || reader.ValueTextEquals("partial_image_index"u8))
        {
            reader.Read();
            Part = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : 0;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("item"u8) || reader.ValueTextEquals("response"u8)
            || reader.ValueTextEquals("annotation"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Json = utf8[start..(int)reader.BytesConsumed];
        }
        else if (reader.ValueTextEquals("sequence_number"u8))
        {
            reader.Read();
            Sequence = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
            SkipChanging(ref reader);
        }
        else if (reader.ValueTextEquals("obfuscation"u8))
        {
            // Padding, so that nobody can tell the length of a token from that of its event.
            reader.Read();
            SkipChanging(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void SkipChanging(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
        {
            Slots.Add(EventSlot.At(reader, EventSlotKind.Ignored));
        }

        reader.Skip();
    }

    private static ResponseEventKind KindOf(ref Utf8JsonReader reader)
    {
        // The most frequent ones first.
        if (reader.ValueTextEquals("response.output_text.delta"u8))
        {
            return ResponseEventKind.TextDelta;
        }

        if (reader.ValueTextEquals("response.reasoning_text.delta"u8))
        {
            return ResponseEventKind.ReasoningDelta;
        }

        if (reader.ValueTextEquals("response.function_call_arguments.delta"u8)
            || reader.ValueTextEquals("response.mcp_call_arguments.delta"u8)
            || reader.ValueTextEquals("response.mcp_call.arguments_delta"u8))
        {
            return ResponseEventKind.ArgumentsDelta;
        }

        var type = JsonText.Get(ref reader);
        return type switch
        {
            "response.created" => ResponseEventKind.Created,
            "response.completed" or "response.incomplete" or "response.done" => ResponseEventKind.Completed,
            "response.failed" or "response.cancelled" => ResponseEventKind.Failed,
            "error" or "response.error" => ResponseEventKind.Error,
            "response.output_item.added" => ResponseEventKind.ItemAdded,
            "response.output_item.done" => ResponseEventKind.ItemDone,
            "response.output_text.done" => ResponseEventKind.TextDone,
            "response.refusal.delta" => ResponseEventKind.RefusalDelta,
            "response.refusal.done" => ResponseEventKind.RefusalDone,
            "response.code_interpreter_call_code.delta" => ResponseEventKind.CodeDelta,
            "response.code_interpreter_call_code.done" => ResponseEventKind.CodeDone,
            "response.image_generation_call.partial_image" => ResponseEventKind.PartialImage,
            "response.output_text.annotation.added" => ResponseEventKind.AnnotationAdded,
            "response.reasoning_text.done" => ResponseEventKind.ReasoningDone,
            "response.reasoning_summary_text.delta" => ResponseEventKind.SummaryDelta,
            "response.reasoning_summary_text.done" => ResponseEventKind.SummaryDone,
            "response.function_call_arguments.done" or "response.mcp_call_arguments.done"
                or "response.mcp_call.arguments_done" => ResponseEventKind.ArgumentsDone,
            _ => type.StartsWith("response.", StringComparison.Ordinal)
                ? ResponseEventKind.Other
                : ResponseEventKind.Foreign,
        };
    }
}
