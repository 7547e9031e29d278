using System.Text;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <content>The fields of the JSON, each handed on to what keeps it.</content>
internal sealed partial class ChatAnswerReader
{
    private void ReadRoot(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                KeepFirst(ref reader, ref _id);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                KeepFirst(ref reader, ref _model);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                reader.Read();
                ReadCreated(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                _found.IsSuspect |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                _found.HasAnswer |= reader.TokenType == JsonTokenType.StartObject;
                ReadUsage(ref reader, isNested: false);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                _found.HasError = ReadError(ref reader) is not null;
            }
            else
            {
                var isSuspect = FailureFrame.IsSuspect(reader);
                _found.IsSuspect |= isSuspect;
                LookForUsage(reader);
                _extras.ReadForResponse(ref reader, ref _slots, isSuspect);
            }
        }
    }

    /// <summary>Some servers have an empty <c>error</c> in answers that are none: null.</summary>
    private static JsonElement? ReadError(ref Utf8JsonReader reader)
    {
        var isEmpty = reader.TokenType is JsonTokenType.Null or JsonTokenType.False
            || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
        var value = JsonText.Parse(ref reader);
        return isEmpty || value.GetRawText() is "{}" or "[]" ? null : value;
    }

    /// <summary>Reads counts. Those at the root win over those that are elsewhere.</summary>
    private void ReadUsage(ref Utf8JsonReader reader, bool isNested)
    {
        if (isNested && _usage is not null && !_isUsageNested)
        {
            reader.Skip();
            return;
        }

        _isUsageNested = reader.TokenType == JsonTokenType.StartObject ? isNested : _isUsageNested;
        var value = reader;
        if (UsageReader.Read(ref reader, ref _usage))
        {
            // Times, notes and the like are no counts: they are kept as they came.
            _extras.KeepForResponse("usage", value);
        }
    }

    /// <summary>
    /// Counts under another name, or inside a provider's own object: Groq's streams have them in <c>x_groq</c> only.
    /// </summary>
    /// <param name="name">A name at the root that is not known.</param>
    private void LookForUsage(in Utf8JsonReader name)
    {
        var reader = name;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        if (UsageReader.IsOtherName(name))
        {
            _found.HasAnswer = true;
            ReadUsage(ref reader, isNested: true);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8) || UsageReader.IsOtherName(reader);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadUsage(ref reader, isNested: true);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadCreated(ref Utf8JsonReader reader)
    {
        // Some servers send fractions of a second, and some a string.
        if (_created is null && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds)
            && seconds is > 0 and < 253402300799)
        {
            _created = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            return;
        }

        if (_created is { } first && reader.TokenType == JsonTokenType.Number
            && !(reader.TryGetInt64(out var whole) && whole == first.ToUnixTimeSeconds()))
        {
            _slots.Add(EventSlot.At(reader, EventSlotKind.Ignored));
        }

        reader.Skip();
    }

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
            {
                _hasChoice = true;
                _found.HasAnswer = true;
                ReadChoice(ref reader);
            }
            else
            {
                reader.Skip();
            }

            first = false;
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        // Raw text completions have a text in place of a message. Together has both in every chunk, and they are the
        // same.
        string? text = null;
        JsonElement? parts = null;
        var slot = default(EventSlot);
        var hasMessage = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                hasMessage |= reader.TokenType == JsonTokenType.StartObject;
                ReadMessage(ref reader);
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                slot = ReadContent(ref reader, out text, out parts);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                _finish = FinishReasons.Read(ref reader, out _found.FailedWith) ?? _finish;
            }
            else if (reader.ValueTextEquals("logprobs"u8))
            {
                reader.Read();
                _slots.Spoil(reader);
                _extras.ReadLogprobs(ref reader);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                _found.ChoiceError = ReadError(ref reader) is { } error ? ErrorBody.Parse(error) : _found.ChoiceError;
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                // Moonshot's streams have their counts here.
                reader.Read();
                ReadUsage(ref reader, isNested: true);
            }
            else
            {
                _extras.ReadForMessage(ref reader, ref _slots);
            }
        }

        if (!hasMessage)
        {
            _slots.AddText(slot, reasoningField: null);
            AddContent(text, parts);
        }
        else if (!slot.IsEmpty)
        {
            _slots.Add(slot with { Kind = EventSlotKind.Ignored });
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        // A whole message may name its content before the reasoning that led to it: the content is read last.
        string? text = null;
        JsonElement? parts = null;
        JsonElement? media = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                _slots.AddText(ReadContent(ref reader, out text, out parts), reasoningField: null);
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("reasoning_content"u8))
            {
                reader.Read();
                ReadReasoning(ref reader, ReasoningField.ReasoningContent);
            }
            else if (reader.ValueTextEquals("reasoning"u8))
            {
                reader.Read();
                ReadReasoning(ref reader, ReasoningField.Reasoning);
            }
            else if (reader.ValueTextEquals("reasoning_details"u8))
            {
                reader.Read();
                _slots.Spoil(reader);
                _details ??= new ReasoningDetails();
                AddReasoning(_details.Read(ref reader), ReasoningField.ReasoningDetails);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                (_toolCalls ??= new ToolCallAccumulator()).ReadArray(ref reader, ref _slots);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                _slots.Spoil(reader);
                (_toolCalls ??= new ToolCallAccumulator()).ReadFunctionCall(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                _slots.Spoil(reader);
                if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
                {
                    (_refusal ??= new StringBuilder()).Append(JsonText.Get(ref reader));
                }
                else
                {
                    reader.Skip();
                }
            }
            else if (reader.ValueTextEquals("logprobs"u8))
            {
                reader.Read();
                _slots.Spoil(reader);
                _extras.ReadLogprobs(ref reader);
            }
            else if (!ReadMedia(ref reader, ref media))
            {
                _extras.ReadForMessage(ref reader, ref _slots);
            }
        }

        AddContent(text, parts);
        if (media is { } found)
        {
            AddMedia(found);
        }
    }

    /// <summary>
    /// Reads the content, which is a text, a list of parts, or nothing. Returns where the text stands.
    /// </summary>
    private EventSlot ReadContent(ref Utf8JsonReader reader, out string? text, out JsonElement? parts)
    {
        text = null;
        parts = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            text = JsonText.Get(ref reader);
            return EventSlot.At(reader, EventSlotKind.Text);
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            _slots.Spoil(reader);

            // Not mended: halves of a character in parts of two events meet again.
            parts = JsonElement.ParseValue(ref reader);
        }
        else
        {
            reader.Skip();
        }

        return default;
    }

    private void AddContent(string? text, JsonElement? parts)
    {
        if (text is not null)
        {
            AddAnswer(text);
        }
        else if (parts is { } list)
        {
            foreach (var part in list.EnumerateArray())
            {
                ReadPart(part);
            }
        }
    }

    private void ReadPart(JsonElement part)
    {
        switch (ContentPart.Read(part, out var text, out var media))
        {
            case ContentPartKind.Text:
                var start = _textLength;
                AddAnswer(text!);
                foreach (var name in (ReadOnlySpan<string>)["annotations", "citations"])
                {
                    foreach (var citation in part.At(name).Items())
                    {
                        CitationReader.ReadItem(citation, start, ref _citations);
                    }
                }

                break;

            case ContentPartKind.Reasoning:
                AddReasoning(text, ReasoningField.ContentPart);
                break;

            case ContentPartKind.Refusal:
                (_refusal ??= new StringBuilder()).Append(text);
                break;

            case ContentPartKind.Media:
                _hasContent = true;
                Add(media!);
                break;

            case ContentPartKind.Broken:
                throw NotAnAnswer("a broken data URL");

            case ContentPartKind.Unknown:
                _hasContent = true;
                _extras.KeepPart(part);
                break;
        }
    }

    private void ReadReasoning(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            _hasEmptyReasoning |= field == ReasoningField.ReasoningContent && reader.ValueTextEquals(""u8);
            AddReasoning(JsonText.Get(ref reader), field);
            _slots.AddText(reader, field);
        }
        else
        {
            reader.Skip();
        }
    }

    private void KeepFirst(ref Utf8JsonReader reader, ref string? kept)
    {
        if (kept is null && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
        {
            kept = JsonText.Get(ref reader);
            return;
        }

        if (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(kept))
        {
            _slots.Add(EventSlot.At(reader, EventSlotKind.Ignored));
        }

        reader.Skip();
    }
}
