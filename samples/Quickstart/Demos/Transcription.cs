using InferenceProviders;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // the interfaces for speech are still marked experimental

namespace Quickstart.Demos;

/// <summary>A text is spoken by one model, and written down again by another.</summary>
internal static class Transcription
{
    private const string Speaker = "hexgrad/Kokoro-82M";
    private const string Listener = "openai/whisper-large-v3";
    private const string Text = "The quick brown fox jumps over the lazy dog.";

    public static async Task RunAsync(InferenceRouter router, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("A transcription", Text);
        var spoken = await router.AsITextToSpeechClient(Speaker)
            .GetAudioAsync(Text, cancellationToken: cancellationToken);
        var audio = spoken.Contents.OfType<DataContent>().First();
        terminal.FaintLine($"  spoken by {Speaker}: {audio.Data.Length} bytes of {audio.MediaType}");
        terminal.Report(spoken.GetRoutingReport());

        using var recording = new MemoryStream(audio.Data.ToArray());
        var heard = await router.AsISpeechToTextClient(Listener)
            .GetTextAsync(recording, cancellationToken: cancellationToken);
        terminal.Line(heard.Text);
        terminal.Report(heard.GetRoutingReport());
    }
}
