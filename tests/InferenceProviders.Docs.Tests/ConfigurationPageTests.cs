using System.Text;
using System.Text.RegularExpressions;
using InferenceProviders.DependencyInjection;
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

    [Theory]
    [InlineData("aspnetcore.md")]
    [InlineData("configuration.md")]
    [InlineData("cost.md")]
    [InlineData("routing.md")]
    public void Every_setting_of_a_page_is_one(string name)
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", name)).ReplaceLineEndings("\n");
        var blocks = JsonPattern().Matches(page).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            var json = block.TrimStart().StartsWith('{') ? block : $"{{{block}}}";
            using var settings = new MemoryStream(
                Encoding.UTF8.GetBytes(json.Replace("…", "", StringComparison.Ordinal)));
            var root = new ConfigurationBuilder().AddJsonStream(settings).Build();
            IConfiguration section = root.GetSection("InferenceProviders") is var own && own.Exists() ? own : root;
            var options = new InferenceProvidersOptions { UseEnvironment = false };

            ConfiguredOptions.Read(section, options, "");
            RouterSettingsFactory.Create(options);
        });
    }

    /// <summary>The page says that it has all of it.</summary>
    [Fact]
    public void The_settings_of_routing_are_all_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "configuration.md"));
        string[] perCall = [
            nameof(RoutingOptions.SessionAffinityKey), nameof(RoutingOptions.SpendLimit),
            nameof(RoutingOptions.BillTo)];

        Type[] types = [typeof(RoutingOptions), typeof(DataRequirements), typeof(DataPolicy)];
        Assert.All(
            types.SelectMany(type => type.GetProperties()).Where(
                property => property.SetMethod is { IsPublic: true } && !perCall.Contains(property.Name)),
            property => Assert.Contains($"\"{property.Name}\"", page, StringComparison.Ordinal));
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonPattern();
}
