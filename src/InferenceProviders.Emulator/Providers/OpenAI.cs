using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Speech;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The form that the others deviate from.</summary>
internal static class OpenAI
{
    public static EmulatedProvider Provider { get; } = new("openai")
    {
        Chat = new(),
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
        Routes =
        [
            .. SpeechEndpoints.Below("/v1", SpeechForm.OpenAI),
            .. FileEndpoints.At("/v1/files", hasPages: true),
            .. FileEndpoints.At("/v1/containers/{container}/files", hasPages: true),
        ],
        Offers =
        [
            Offer.Chat("gpt-4o-mini", "gpt-4o-mini") with { OnHub = false, ContextLength = 128_000 },
            Offer.Chat("o4-mini", "o4-mini") with { OnHub = false, ContextLength = 200_000 },
            Offer.Of("text-to-speech", "gpt-4o-mini-tts", "gpt-4o-mini-tts") with { OnHub = false },
            Offer.Of("text-to-speech", "tts-1", "tts-1") with { OnHub = false },
            Offer.Of("automatic-speech-recognition", "gpt-4o-transcribe", "gpt-4o-transcribe") with { OnHub = false },
            Offer.Of("automatic-speech-recognition", "whisper-1", "whisper-1") with { OnHub = false },
        ],
    };
}
