using System.Text.Json.Nodes;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>Every kind of call that a router makes, with the canary prompt in it.</summary>
internal static class CanaryFlows
{
    public const string ChatModel = "openai/gpt-oss-20b";

    private const string Prompt = Canary.Prompt;

    private static readonly ChatOptions Weather = new()
    {
        Instructions = Prompt,
        Tools = [
            AIFunctionFactory.CreateDeclaration(
                "weather", Prompt,
                System.Text.Json.JsonDocument.Parse(
                    """{"type":"object","properties":{"city":{"type":"string"}}}""").RootElement)],
    };

    public static IReadOnlyDictionary<string, Func<InferenceRouter, LeakCatcher, Task>> All { get; } =
        new Dictionary<string, Func<InferenceRouter, LeakCatcher, Task>>
    {
        ["chat"] = (router, leaks) => ChatAsync(router.AsIChatClient(ChatModel), Weather, leaks),
        ["chat at a named provider"] = (router, leaks) =>
            ChatAsync(router.AsIChatClient(ChatModel, "groq"), options: null, leaks),
        ["chat by a policy, hedged"] = (router, leaks) => ChatAsync(
            router.AsIChatClient(ChatModel), new ChatOptions()
            .WithRouting(
                new() { Policy = RoutePolicies.Cheapest, Hedge = true, HedgeDelay = TimeSpan.FromMilliseconds(1),
                    MaxAttempts = 3, SessionAffinityKey = "conversation" }), leaks),
        ["stream"] = (router, leaks) => StreamAsync(router.AsIChatClient(ChatModel), Weather, leaks),
        ["responses"] = (router, leaks) =>
            ChatAsync(router.AsIChatClient(ChatModel, ChatProtocol.Responses), Weather, leaks),
        ["responses stream"] = (router, leaks) =>
            StreamAsync(router.AsIChatClient(ChatModel, ChatProtocol.Responses), options: null, leaks),
        ["text"] = (router, _) => router.GenerateTextAsync(Prompt, "mistralai/Mixtral-8x7B-v0.1"),
        ["embeddings"] = (router, _) =>
            router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B").GenerateAsync([Prompt, Prompt]),
        ["reranking"] = (router, _) => router.RerankAsync(Prompt, [Prompt, "other"], "BAAI/bge-reranker-v2-m3"),
        ["image"] = (router, _) =>
            router.AsIImageGenerator("black-forest-labs/FLUX.1-schnell").GenerateImagesAsync(Prompt),
        ["video"] = (router, leaks) =>
            router.AsIVideoGenerator("Wan-AI/Wan2.2-TI2V-5B")
            .GenerateVideoAsync(Prompt, new() { Progress = new Watcher(leaks) }),
        ["speech"] = (router, _) => router.AsITextToSpeechClient("hexgrad/Kokoro-82M").GetAudioAsync(Prompt),
        ["transcription"] = (router, leaks) =>
            TranscribeAsync(router.AsISpeechToTextClient("openai/whisper-large-v3", "hf-inference"), leaks),
        ["transcription from a form"] = (router, leaks) =>
            TranscribeAsync(router.AsISpeechToTextClient("openai/whisper-large-v3", "together"), leaks),
        ["transcription in a queue"] = (router, leaks) =>
            TranscribeAsync(router.AsISpeechToTextClient("openai/whisper-large-v3", "replicate"), leaks),
        ["classification of a file's sound"] = async (router, _) =>
        {
            var path = Path.GetTempFileName();
            await File.WriteAllBytesAsync(path, Canary.Recording);
            try
            {
                await router.ClassifyAudioAsync(InferenceMedia.FromFile(path), "superb/hubert-large-superb-er");
            }
            finally
            {
                File.Delete(path);
            }
        },
        ["classification"] = (router, _) => router.ClassifyTextAsync(Prompt, "ProsusAI/finbert"),
        ["zero-shot classification"] = (router, _) =>
            router.ZeroShotClassifyAsync(Prompt, [Prompt, "other"], "facebook/bart-large-mnli"),
        ["question answering"] = (router, _) =>
            router.AnswerQuestionAsync(Prompt, Prompt, "deepset/roberta-base-squad2"),
        ["summary"] = (router, _) => router.SummarizeAsync(Prompt, "facebook/bart-large-cnn"),
        ["table question"] = (router, _) =>
            router.AnswerTableQuestionAsync(
                Prompt, new InferenceTable { ["Project"] = [Prompt], ["Stars"] = ["1"] },
                "google/tapas-base-finetuned-wtq"),
        ["a request of one's own"] = (router, leaks) =>
        {
            var request = new InferenceRequest { Path = "/v1/chat/completions", Json = Own(stream: false) };
            leaks.Look("request", request.ToString());
            return router.SendAsync(request);
        },
        ["a streamed request of one's own"] = async (router, _) =>
        {
            await foreach (var item in router.SendStreamingAsync(
                new InferenceRequest { Path = "/v1/chat/completions", Json = Own(stream: true) }))
            {
                item.Utf8.ToString();
            }
        },
        ["the Hub"] = async (router, leaks) =>
        {
            await router.Catalog.GetModelsAsync();
            await router.Catalog.GetProvidersAsync(ChatModel);
            leaks.Look("account", (await router.Catalog.WhoAmIAsync()).ToString());
            leaks.Look("search", string.Join(' ', await router.Catalog.ListModelsAsync(search: "gpt")));
            leaks.Look("status", await router.Catalog.GetModelStatusAsync(ChatModel));
        },
        ["a saved catalog"] = async (router, leaks) =>
        {
            using var saved = new MemoryStream();
            await router.Catalog.SaveAsync(saved);
            leaks.Look("saved catalog", System.Text.Encoding.UTF8.GetString(saved.ToArray()));
        },
    };

    /// <summary>Calls of a router that has keys for some providers beside the Hugging Face token.</summary>
    public static IReadOnlyDictionary<string, Func<InferenceRouter, LeakCatcher, Task>> WithKeys { get; } =
        new Dictionary<string, Func<InferenceRouter, LeakCatcher, Task>>
    {
        ["chat by key"] = (router, leaks) => ChatAsync(router.AsIChatClient(ChatModel, "groq"), Weather, leaks),
        ["stream by key"] = (router, leaks) => StreamAsync(router.AsIChatClient(ChatModel, "groq"), Weather, leaks),
        ["chat by key, then by token"] = (router, leaks) => ChatAsync(
            router.AsIChatClient(ChatModel), new ChatOptions()
            .WithRouting(
                new() { PreferredProviders = ["groq", "together"], AllowOtherAccount = true, MaxAttempts = 3 }), leaks),
        ["chat about a recording, by key"] = (router, leaks) =>
            ChatAsync(
                router.AsIChatClient("gpt-4o-mini", "openai"), new(), leaks,
                new DataContent(Canary.Recording, "audio/wav")),
        ["embeddings by key"] = (router, _) =>
            router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B", "deepinfra").GenerateAsync([Prompt, Prompt]),
        ["image by key"] = (router, _) =>
            router.AsIImageGenerator("black-forest-labs/FLUX.1-schnell", "fal-ai").GenerateImagesAsync(Prompt),
        ["changed image by key"] = (router, _) =>
            router.AsIImageGenerator("Qwen/Qwen-Image-Edit", "fal-ai")
            .EditImageAsync(new DataContent(Canary.Picture, "image/png"), Prompt),
        ["speech by key"] = (router, _) =>
            router.AsITextToSpeechClient("hexgrad/Kokoro-82M", "fal-ai").GetAudioAsync(Prompt),
        ["transcription by key"] = (router, leaks) =>
            TranscribeAsync(router.AsISpeechToTextClient("openai/whisper-large-v3", "fal-ai"), leaks),
        ["transcription from a form, by key"] = (router, leaks) =>
            TranscribeAsync(router.AsISpeechToTextClient("nvidia/nemotron-3.5-asr-streaming-0.6b", "deepinfra"), leaks),
        ["a request of one's own, by key"] = (router, _) =>
            router.SendAsync(
                new InferenceRequest { Provider = "groq", Path = "/openai/v1/chat/completions",
                    Json = Own(stream: false) }),
    };

    private static JsonObject Own(bool stream) => new()
    {
        ["model"] = ChatModel,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Prompt }),
        ["stream"] = stream,
    };

    private static async Task TranscribeAsync(ISpeechToTextClient listener, LeakCatcher leaks)
    {
        leaks.Look("listener", listener.ToString());
        using var recording = new MemoryStream(Canary.Recording);
        var heard = await listener.GetTextAsync(
            recording, new InferenceSpeechToTextOptions { Progress = new Watcher(leaks) });
        Report(heard.GetRoutingReport(), leaks);

        // What was said came back: it could have leaked.
        Assert.Equal(Prompt, heard.Text);
    }

    private static async Task ChatAsync(
        IChatClient chat, ChatOptions? options, LeakCatcher leaks, params AIContent[] more)
    {
        leaks.Look("client", chat.ToString());
        leaks.Look("metadata", chat.GetService<ChatClientMetadata>()?.ProviderUri?.ToString());
        Report(
            (await chat.GetResponseAsync(new ChatMessage(ChatRole.User, [new TextContent(Prompt), .. more]), options))
            .GetRoutingReport(), leaks);
    }

    private static async Task StreamAsync(IChatClient chat, ChatOptions? options, LeakCatcher leaks)
    {
        await foreach (var update in chat.GetStreamingResponseAsync(Prompt, options))
        {
            Report(update.GetRoutingReport(), leaks);
        }
    }

    private static void Report(RoutingReport? report, LeakCatcher leaks)
    {
        leaks.Look("report", report?.ToString());
        foreach (var attempt in report?.Attempts ?? [])
        {
            leaks.Look("attempt", attempt.ToString());
        }
    }

    private sealed class Watcher(LeakCatcher leaks) : IProgress<InferenceProgress>
    {
        public void Report(InferenceProgress value) => leaks.Look("progress", value.ToString());
    }
}
