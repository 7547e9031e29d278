using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <content>The fields of an event, or of a whole answer, each handed on to what keeps it.</content>
internal sealed partial class ChatAnswerReader
{
    /// <summary>Reads one JSON value. What it finds out about it is of no use to the next one.</summary>
    private ref partial struct EventReader(ChatAnswerReader answer)
    {
        /// <summary>The last of the year 9999, in Unix time.</summary>
        private const long LastSecond = 253402300799;

        /// <summary>Where the event is likely to differ from the next one.</summary>
        public EventSlots Slots;

        /// <summary>Whether the event reports a failure.</summary>
        public EventFindings Found;

        /// <summary>Whether it names a reason for the end.</summary>
        public bool HasFinish;

        /// <summary>Whether it comes behind the end, and has the id of another answer.</summary>
        public bool IsOfAnother;

        public void ReadRoot(ref Utf8JsonReader reader)
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
                    IsOfAnother = answer._finish is not null && reader.TokenType == JsonTokenType.String
                        && !reader.ValueTextEquals(answer._id);
                    KeepFirst(ref reader, ref answer._id);
                }
                else if (reader.ValueTextEquals("model"u8))
                {
                    reader.Read();
                    KeepFirst(ref reader, ref answer._model, isRepeated: true);
                }
                else if (reader.ValueTextEquals("created"u8))
                {
                    reader.Read();
                    ReadCreated(ref reader);
                }
                else if (reader.ValueTextEquals("object"u8))
                {
                    reader.Read();
                    Found.IsSuspect |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    Found.HasAnswer |= reader.TokenType == JsonTokenType.StartObject;
                    answer._usage.Read(ref reader, ref answer._extras, isNested: false);
                }
                else if (reader.ValueTextEquals("error"u8))
                {
                    reader.Read();
                    Found.HasError = ReadError(ref reader) is not null;
                }
                else
                {
                    if (reader.ValueTextEquals("x_groq"u8))
                    {
                        LookForError(reader);
                    }

                    var isSuspect = FailureFrame.IsSuspect(reader);
                    Found.IsSuspect |= isSuspect;
                    Found.HasAnswer |= answer._usage.LookFor(reader, ref answer._extras);
                    answer._extras.ReadForResponse(ref reader, ref Slots, isSuspect);
                }
            }
        }

        /// <summary>
        /// Groq says in its own object why it ended a stream early (<c>x_groq.error</c>, groq-python's types).
        /// </summary>
        private void LookForError(Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject
                && JsonText.Parse(ref reader).Text("error") is { } words)
            {
                Found.ChoiceError = ErrorBody.OfWords(words);
            }
        }

        private void ReadCreated(ref Utf8JsonReader reader)
        {
            // Some servers send fractions of a second, and some a string.
            if (answer._createdTicks == 0 && reader.TokenType == JsonTokenType.Number)
            {
                if (reader.TryGetInt64(out var number) && number is > 0 and < LastSecond)
                {
                    answer._createdTicks = DateTime.UnixEpoch.Ticks + number * TimeSpan.TicksPerSecond;
                    return;
                }

                if (reader.TryGetDouble(out var seconds) && seconds is > 0 and < LastSecond)
                {
                    answer._createdTicks = DateTimeOffset.UnixEpoch.AddSeconds(seconds).Ticks;
                    return;
                }
            }

            if (answer.Created is { } first && reader.TokenType == JsonTokenType.Number
                && !(reader.TryGetInt64(out var whole) && whole == first.ToUnixTimeSeconds()))
            {
                Slots.Add(EventSlot.At(reader, EventSlotKind.Ignored));
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
                    answer._hasChoice = true;
                    Found.HasAnswer = true;
                    ReadChoice(ref reader);
                }
                else
                {
                    reader.Skip();
                }

                first = false;
            }
        }

        private void KeepFirst(ref Utf8JsonReader reader, ref string? kept, bool isRepeated = false)
        {
            if (kept is null && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
            {
                kept = (isRepeated ? RepeatedJson.Find(reader)?.Text : null) ?? JsonText.Get(ref reader);
                return;
            }

            if (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(kept))
            {
                Slots.Add(EventSlot.At(reader, EventSlotKind.Ignored));
            }

            reader.Skip();
        }

        /// <summary>Some servers have an empty <c>error</c> in answers that are none: null.</summary>
        private static JsonElement? ReadError(ref Utf8JsonReader reader)
        {
            var isEmpty = reader.TokenType is JsonTokenType.Null or JsonTokenType.False
                || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
            var value = JsonText.Parse(ref reader);
            return isEmpty || value.GetRawText() is "{}" or "[]" ? null : value;
        }
    }
}
