using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;

namespace InferenceProviders.Tasks.Chat;

/// <content>The fields of a choice and of its message, or of a piece of it.</content>
internal sealed partial class ChatAnswerReader
{
    private ref partial struct EventReader
    {
        private void ReadChoice(ref Utf8JsonReader reader)
        {
            // Raw text completions have a text in place of a message. Together has both in every chunk, and they are
            // the same.
            string? text = null;
            JsonElement? parts = null;
            var slot = default(EventSlot);
            var hasMessage = false;
            var hasDelta = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                {
                    reader.Read();
                    hasDelta = HasFields(reader);
                    hasMessage |= reader.TokenType == JsonTokenType.StartObject;
                    ReadMessage(ref reader);
                }
                else if (reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    if (hasDelta || IsBesideDelta(reader))
                    {
                        // The same again (microsoft/foundry-local#144), or all so far.
                        Slots.Spoil();
                        reader.Skip();
                        continue;
                    }

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
                    var finish = FinishReasons.Read(ref reader, out Found.FailedWith);
                    HasFinish = finish is not null;
                    answer._finish = finish ?? answer._finish;
                }
                else if (reader.ValueTextEquals("logprobs"u8))
                {
                    reader.Read();
                    Slots.Spoil(reader);
                    answer._extras.ReadLogprobs(ref reader);
                }
                else if (reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("error"u8))
                {
                    reader.Read();
                    Found.ChoiceError = ReadError(ref reader) is { } error
                        ? ErrorBody.Parse(error)
                        : Found.ChoiceError;
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    // Moonshot's streams have their counts here.
                    reader.Read();
                    answer._usage.Read(ref reader, ref answer._extras, isNested: true);
                }
                else
                {
                    answer._extras.ReadForMessage(ref reader, ref Slots);
                }
            }

            if (!hasMessage)
            {
                Slots.AddText(slot, reasoningField: null);
                answer.AddContent(text, parts);
            }
            else if (!slot.IsEmpty)
            {
                Slots.Add(slot with { Kind = EventSlotKind.Ignored });
            }
        }

        /// <summary>Whether a choice goes on with a piece of the message behind the message itself.</summary>
        private static bool IsBesideDelta(Utf8JsonReader reader)
        {
            reader.Skip();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isDelta = reader.ValueTextEquals("delta"u8);
                reader.Read();
                if (isDelta)
                {
                    return HasFields(reader);
                }

                reader.Skip();
            }

            return false;
        }

        private static bool HasFields(Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.StartObject && reader.Read()
            && reader.TokenType != JsonTokenType.EndObject;

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
                    Slots.AddText(ReadContent(ref reader, out text, out parts), reasoningField: null);
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
                    ReadDetails(ref reader, ReasoningField.ReasoningDetails);
                }
                else if (reader.ValueTextEquals("thinking_blocks"u8))
                {
                    reader.Read();
                    ReadDetails(ref reader, ReasoningField.ThinkingBlocks);
                }
                else if (reader.ValueTextEquals("thinking"u8) || reader.ValueTextEquals("reasoning_text"u8))
                {
                    // Ollama's name for it, and GitHub Copilot's (caozhiyuan/copilot-api#230).
                    var name = reader;
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        ReadReasoning(ref reader, ReasoningField.ReasoningContent);
                    }
                    else
                    {
                        reader = name;
                        answer._extras.ReadForMessage(ref reader, ref Slots);
                    }
                }
                else if (reader.ValueTextEquals("tool_calls"u8))
                {
                    reader.Read();
                    (answer._toolCalls ??= new ToolCallAccumulator()).ReadArray(ref reader, ref Slots);
                }
                else if (reader.ValueTextEquals("function_call"u8))
                {
                    reader.Read();
                    Slots.Spoil(reader);
                    (answer._toolCalls ??= new ToolCallAccumulator()).ReadFunctionCall(ref reader);
                }
                else if (reader.ValueTextEquals("refusal"u8))
                {
                    reader.Read();
                    Slots.Spoil(reader);
                    if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
                    {
                        (answer._refusal ??= new StringBuilder()).Append(JsonText.Get(ref reader));
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
                else if (reader.ValueTextEquals("logprobs"u8))
                {
                    reader.Read();
                    Slots.Spoil(reader);
                    answer._extras.ReadLogprobs(ref reader);
                }
                else if (reader.ValueTextEquals("executed_tools"u8))
                {
                    reader.Read();
                    Slots.Spoil(reader);
                    (answer._executed ??= new ExecutedTools())
                        .Read(JsonText.Parse(ref reader), answer.MessageId, ref answer._contents);
                }
                else if (!ReadMedia(ref reader, ref media))
                {
                    answer._extras.ReadForMessage(ref reader, ref Slots);
                }
            }

            answer.AddContent(text, parts);
            if (media is { } found)
            {
                answer.AddMedia(found);
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
                Slots.Spoil(reader);

                // Not mended: halves of a character in parts of two events meet again.
                parts = JsonElement.ParseValue(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                // One part, without the list around it.
                Slots.Spoil(reader);
                var part = JsonElement.ParseValue(ref reader);
                parts = JsonElement.Parse([(byte)'[', .. JsonMarshal.GetRawUtf8Value(part), (byte)']']);
            }
            else
            {
                reader.Skip();
            }

            return default;
        }

        private void ReadDetails(ref Utf8JsonReader reader, string field)
        {
            Slots.Spoil(reader);
            answer._details ??= new ReasoningDetails(field);
            answer.AddReasoning(answer._details.Read(ref reader, field), field);
        }

        private void ReadReasoning(ref Utf8JsonReader reader, string field)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                answer._hasEmptyReasoning |= field == ReasoningField.ReasoningContent && reader.ValueTextEquals(""u8);
                answer.AddReasoning(JsonText.Get(ref reader), field);
                Slots.AddText(reader, field);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
