using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <content>Images, speech and sources.</content>
internal sealed partial class ChatAnswerReader
{
    private void AddMedia(JsonElement media)
    {
        if (media.ValueKind == JsonValueKind.Object)
        {
            AddAudio(media);
            return;
        }

        foreach (var image in media.EnumerateArray())
        {
            switch (ContentPart.ReadImage(image, out var content))
            {
                case ContentPartKind.Media:
                    _hasContent = true;
                    Add(content!);
                    break;

                case ContentPartKind.Broken:
                    throw NotAnAnswer("a broken data URL");

                case ContentPartKind.Unknown:
                    _hasContent = true;
                    _extras.KeepPart(image);
                    break;
            }
        }
    }

    private void AddAudio(JsonElement audio)
    {
        DataContent? sound;
        string? transcript;
        try
        {
            sound = (_spoken ??= new(audioFormat, _isWhole)).Read(audio, out transcript);
        }
        catch (FormatException exception)
        {
            throw NotAnAnswer("audio that is not base64", exception);
        }

        if (transcript is not null && (_textLength == 0 || _isTranscript))
        {
            // What was said aloud is the text where there is no other.
            _isTranscript = true;
            AddText(transcript);
        }

        if (sound is not null)
        {
            _hasContent = true;
            Add(sound);
        }
    }

    /// <summary>Sources that a part of the content names; their places count from where its text begins.</summary>
    private void ReadCitations(JsonElement part, int start)
    {
        foreach (var name in (ReadOnlySpan<string>)["annotations", "citations"])
        {
            foreach (var citation in part.At(name).Items())
            {
                CitationReader.ReadItem(citation, start, ref _citations);
            }
        }
    }

    private ref partial struct EventReader
    {
        /// <summary>
        /// Reads <c>images</c> (OpenRouter, Google) and <c>audio</c> (OpenAI), which are contents. A message has one of
        /// them, or none.
        /// </summary>
        /// <param name="reader">At the name of a field that is none of those that messages mostly have.</param>
        /// <param name="media">The value; null when there was none.</param>
        /// <returns>Whether it was one of them; otherwise the reader is where it was.</returns>
        private bool ReadMedia(ref Utf8JsonReader reader, ref JsonElement? media)
        {
            var isAudio = reader.ValueTextEquals("audio"u8);
            if (!isAudio && !reader.ValueTextEquals("images"u8))
            {
                return false;
            }

            var value = reader;
            value.Read();
            if (media is not null
                || value.TokenType != (isAudio ? JsonTokenType.StartObject : JsonTokenType.StartArray))
            {
                return false;
            }

            Slots.Spoil(value);
            reader = value;
            media = JsonText.Parse(ref reader);
            return true;
        }
    }
}
