using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>Streams of speech, over real sockets, that stop where a test says.</summary>
internal static class SpeechServer
{
    /// <summary>
    /// The head of a WAV file that was written before its length was known: 24 kHz, 16 bits, one channel.
    /// </summary>
    public static byte[] StreamedWav { get; } =
    [
        .. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0xC0, 0x5D, 0, 0, 0x80, 0xBB, 0,
            0, 2, 0, 16, 0,
        .. "data"u8, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    public static MediaServer Speaks(string provider, params Reply[] replies) =>
        MediaServer.Start(provider, "text-to-speech", replies);

    public static MediaServer Hears(string provider, params Reply[] replies) =>
        MediaServer.Start(provider, "automatic-speech-recognition", replies);

    /// <summary>An endpoint whose every answer is the reply.</summary>
    public static Uri Endpoint(this ScriptedServer server, string route) => new(server.Address, $"/v1/audio/{route}");

    public static ITextToSpeechClient Voice(this InferenceRouter router, string provider) =>
        router.AsITextToSpeechClient(MediaServer.Model, provider);

    public static ISpeechToTextClient Ear(this InferenceRouter router, string provider) =>
        router.AsISpeechToTextClient(MediaServer.Model, provider);

    public static async Task<List<T>> ListAsync<T>(this IAsyncEnumerable<T> updates)
    {
        var list = new List<T>();
        await foreach (var update in updates)
        {
            list.Add(update);
        }

        return list;
    }

    public static byte[] Bytes(this TextToSpeechResponseUpdate update) =>
        [.. update.Contents.OfType<DataContent>().SelectMany(content => content.Data.ToArray())];

    public static byte[] Bytes(this IEnumerable<TextToSpeechResponseUpdate> updates) => [.. updates.SelectMany(Bytes)];

    public static string Delta(params byte[] audio) =>
        $$"""{"type":"speech.audio.delta","audio":"{{Convert.ToBase64String(audio)}}"}""";
}
