using System.Text;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Docs.Tests;

/// <summary>The appsettings.json of docs/aspnetcore.md, as an application has it.</summary>
public sealed partial class ConfigurationPageTests
{
    /// <summary>Each task, by the model that it is tried with.</summary>
    private static readonly Dictionary<string, Func<InferenceRouter, Task<RoutingReport?>>> Tasks = new()
    {
        ["chat"] = async router =>
            (await router.AsIChatClient("openai/gpt-oss-120b").GetResponseAsync("Count to 3")).GetRoutingReport(),
        ["embeddings"] = async router =>
            (await router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B").GenerateAsync(["a cat"])).GetRoutingReport(),
        ["image"] = async router =>
            (await router.AsIImageGenerator("black-forest-labs/FLUX.1-schnell").GenerateImagesAsync("A house"))
            .GetRoutingReport(),
        ["video"] = async router =>
            (await router.AsIVideoGenerator("meituan-longcat/LongCat-Video").GenerateVideoAsync(
                "A cat runs")) is not null ? Any : null,
        ["speech"] = async router =>
            (await router.AsITextToSpeechClient("hexgrad/Kokoro-82M").GetAudioAsync("Good morning."))
            .GetRoutingReport(),
        ["classification"] = async router =>
            (await router.ClassifyTextAsync("I like it.", "ProsusAI/finbert")).Report,
    };

    private static readonly RoutingReport Any = new() { Model = "", Provider = "" };

    public static TheoryData<string> Names => [.. Tasks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_settings_of_the_page_work_for_every_task(string task)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var environment = new EmulatedEnvironment(emulator);
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "aspnetcore.md")).ReplaceLineEndings("\n");
        using var settings = new MemoryStream(Encoding.UTF8.GetBytes(JsonPattern().Match(page).Groups[1].Value));
        var configuration = new ConfigurationBuilder().AddJsonStream(settings)
            .AddInMemoryCollection([new("InferenceProviders:ProviderKeys:groq", emulator.ProviderKey("groq"))]).Build();
        await using var services = new ServiceCollection().AddLogging()
            .AddInferenceProviders(configuration.GetSection("InferenceProviders")).Services.BuildServiceProvider();

        var report = await Tasks[task](services.GetRequiredService<InferenceRouter>());

        Assert.NotNull(report);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonPattern();
}
