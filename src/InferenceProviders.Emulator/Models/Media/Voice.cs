using System.Buffers.Binary;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Media;

/// <summary>Speaks, in tones: one a word, whose pitch follows from the word. Listens, to its own voice.</summary>
internal static class Voice
{
    private const double SecondsPerWord = 0.2;
    private const int MostWords = 300;

    /// <summary>A WAV file.</summary>
    public static MediaFile Speak(string text) => new(WavFile.Write(Wave(text), text), "audio/wav", "wav");

    /// <summary>The samples alone, the low byte first.</summary>
    public static byte[] Samples(string text)
    {
        var samples = Wave(text);
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), samples[i]);
        }

        return bytes;
    }

    private static short[] Wave(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            throw ApiException.Invalid("The text to speak is empty.", "input", "invalid_value");
        }

        var perWord = (int)(WavFile.SampleRate * SecondsPerWord);
        var samples = new short[perWord * Math.Min(words.Length, MostWords)];
        for (var i = 0; i < samples.Length; i++)
        {
            var word = words[i / perWord];
            var pitch = 180 + (20 * (word.Sum(character => character) % 16));
            var fade = Math.Sin(Math.PI * (i % perWord) / perWord);
            samples[i] = (short)(9000 * fade * Math.Sin(2 * Math.PI * pitch * (i % perWord) / WavFile.SampleRate));
        }

        return samples;
    }

    /// <summary>A transcript with its pieces, in the form of the task specification.</summary>
    /// <param name="audio">The file; empty for one behind a URL, which the emulator does not fetch.</param>
    /// <param name="times">The name of the pieces, <c>chunks</c> or <c>segments</c>.</param>
    public static JsonObject Listen(ReadOnlySpan<byte> audio, string times = "chunks")
    {
        var wav = WavFile.Read(audio);
        var text = wav?.Comment
            ?? (audio.IsEmpty
            ? "I was given the address of a recording, which I cannot open."
            : $"I hear {audio.Length} bytes of audio.");
        var seconds = Math.Round(wav?.Seconds ?? 0, 3);
        var piece = new JsonObject { ["text"] = text };
        if (times == "chunks")
        {
            piece["timestamp"] = new JsonArray(0, seconds);
        }
        else
        {
            piece["start"] = 0;
            piece["end"] = seconds;
        }

        return new JsonObject { ["text"] = text, [times] = new JsonArray(piece) };
    }

    /// <summary>A file in base64 or a data URL; nothing for a URL.</summary>
    public static byte[] Decode(string text, string field)
    {
        if (text.StartsWith("https://", StringComparison.Ordinal)
            || text.StartsWith("http://", StringComparison.Ordinal))
        {
            return [];
        }

        var comma = text.StartsWith("data:", StringComparison.Ordinal)
            ? text.IndexOf(',', StringComparison.Ordinal)
            : -1;
        var bytes = new byte[(text.Length + 3) / 4 * 3];
        return Convert.TryFromBase64Chars(text.AsSpan(comma + 1), bytes, out var written) && written > 0
            ? bytes[..written]
            : throw ApiException.Invalid($"Invalid value for '{field}': it is no file.", field, "invalid_file");
    }
}
