using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Tasks;

/// <summary>Mistakes of the caller: each has a clear error, and none reaches the wire.</summary>
public sealed class TaskMistakeTests
{
    public static TheoryData<string, Func<InferenceRouter, Task>> Mistakes => new()
    {
        { "text", router => router.ClassifyTextAsync(" ", "org/model") },
        { "labels", router => router.ZeroShotClassifyAsync("a text", [], "org/model") },
        { "HypothesisTemplate",
            router =>
                router.ZeroShotClassifyAsync("a text", ["a"], "org/model", new() { HypothesisTemplate = "no place" }) },
        { "TopK", router => router.FillMaskAsync("[MASK]", "org/model", new() { TopK = 0 }) },
        { "Threshold", router => router.DetectObjectsAsync(Files.Png, "org/model", new() { Threshold = 1.5 }) },
        { "sentences", router => router.CompareSentencesAsync("a", [], "org/model") },
        { "texts", router => router.TranslateAsync(["a", ""], "org/model") },
        { "table", router => router.PredictTableAsync(new InferenceTable(), "org/model") },
        { "table", router => router.PredictTableAsync(new() { ["a"] = ["1"], ["b"] = ["1", "2"] }, "org/model") },
        { "prompt", router => router.GenerateAudioAsync("", "org/model") },
        { "request", router => router.SendAsync(new InferenceRequest { Provider = "groq" }) },
        { "Path", router => router.SendAsync(new InferenceRequest { Provider = "groq", Path = "/v1/../admin" }) },
        { "Headers",
            router =>
                router.SendAsync(
                    new InferenceRequest
                    {
                        Provider = "groq",
                        Path = "/v1/x",
                        Headers = new Dictionary<string, string> { ["Authorization"] = "mine" },
                    }) },
        { "Json",
            router =>
                router.SendAsync(
                    new InferenceRequest
                    {
                        Provider = "groq",
                        Path = "/v1/x",
                        Json = new JsonObject(),
                        Content = Files.Png,
                    }) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_before_anything_is_sent(string argument, Func<InferenceRouter, Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var server = ScriptedServer.Start(Reply.Json("{}"));
        using var router = new InferenceRouter(server.Options());

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => call(router));

        Assert.Equal(argument, error.ParamName);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_provider_without_the_task_says_who_has_it()
    {
        await using var server = ScriptedServer.Start(Reply.Json("{}"));
        using var router = new InferenceRouter(server.Options());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.SummarizeAsync("a text", "org/model", provider: "groq"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("hf-inference", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pitch_has_no_place_anywhere()
    {
        await using var server = ScriptedServer.Start(Reply.Json("{}"));
        using var router = new InferenceRouter(server.Options());
        using var client = router.AsITextToSpeechClient("hexgrad/Kokoro-82M", "together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => client.GetAudioAsync("Hello", new TextToSpeechOptions { Pitch = 2 }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(server.Requests);
    }
}
