using InferenceProviders.Media;
using InferenceProviders.Tests.Routing.Flows;
using InferenceProviders.Tests.Routing.Support;
using InferenceProviders.TestUtilities;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Budgets;

/// <summary>Prices of the user's own: media calls are reserved and counted, and chat goes by them too.</summary>
public class PriceTests
{
    private const string Image = "black-forest-labs/FLUX.1-dev";
    private const string Speech = "hexgrad/Kokoro-82M";
    private const string Embeddings = "intfloat/multilingual-e5-large-instruct";

    private static readonly ChatOptions Short = new() { MaxOutputTokens = 100 };

    [Fact]
    public async Task Images_are_reserved_and_counted_by_their_number()
    {
        var limit = new SpendLimit(0.10m) { Name = "pictures" };
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = limit;
            options.Prices.Add(new() { Model = Image, Provider = "fal-ai", ImagePrice = 0.025m });
        });
        var images = rig.Router.AsIImageGenerator(Image, "fal-ai");

        var made = await images.GenerateAsync(new("a cat"), new() { Count = 2 });

        var report = made.GetRoutingReport()!;
        Assert.Equal((made.Contents.Count * 0.025m, CostSource.Configured), (report.Cost, report.CostSource));
        Assert.Equal((report.Cost!.Value, 0m), (limit.Spent, limit.Reserved));
        var asked = rig.Asked.Count();

        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => images.GenerateAsync(new("a cat"), new() { Count = 4 }));
        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
        Assert.Contains(
            "it may cost 0.1 US dollars, and the spend limit 'pictures' of 0.1 has", refused.Message,
            StringComparison.Ordinal);
        Assert.Same(limit, refused.SpendLimit);
        Assert.Null(refused.RetryAfter);
        Assert.Equal(asked, rig.Asked.Count());
    }

    [Fact]
    public async Task What_has_no_price_says_which_one_is_missing()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = new SpendLimit(1m);
            options.Prices.Add(new() { Model = Speech, VideoSecondPrice = 1m });
            options.Prices.Add(new() { Model = "Wan-AI/Wan2.2-T2V-A14B", VideoSecondPrice = 0.01m });
        });

        Assert.Contains(
            "none in InferenceProvidersOptions.Prices",
            (await Refused(() => rig.Router.AsIImageGenerator(Image, "fal-ai").GenerateAsync(new("a cat")))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Prices has no price by which it is charged",
            (await Refused(() => rig.Router.AsITextToSpeechClient(Speech, "fal-ai").GetAudioAsync("Hello"))).Message,
            StringComparison.Ordinal);
        Assert.Empty(rig.Asked);
    }

    [Fact]
    public async Task Speech_costs_by_characters_transcription_by_minutes_embeddings_by_tokens_and_anything_by_request()
    {
        var limit = new SpendLimit(10m);
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = limit;
            options.Prices.Add(new() { Model = Speech, CharacterPrice = 20m });
            options.Prices.Add(new() { Model = Embeddings, InputPrice = 0.02m });
            options.Prices.Add(new()
            {
                Model = "facebook/bart-large-cnn",
                Provider = "hf-inference",
                RequestPrice = 0.0003m,
            });
        });

        var spoken = (await rig.Router.AsITextToSpeechClient(Speech, "fal-ai").GetAudioAsync("Héllo 🌍"))
            .GetRoutingReport()!;
        Assert.Equal((0.000_14m, CostSource.Configured), (spoken.Cost, spoken.CostSource));

        var vectors = await rig.Router.AsIEmbeddingGenerator(Embeddings).GenerateAsync(["Hello", "World"]);
        var embedded = vectors.GetRoutingReport()!;
        Assert.Equal(CostSource.Configured, embedded.CostSource);
        Assert.Equal(Math.Ceiling((vectors.Usage?.InputTokenCount ?? 10) * 20m) / 1_000_000_000m, embedded.Cost);

        var summary = await rig.Router.SummarizeAsync("A long text.", "facebook/bart-large-cnn");
        Assert.Equal(0.0003m, summary.Report.Cost);
        Assert.Equal(spoken.Cost + embedded.Cost + 0.0003m, limit.Spent);
    }

    [Fact]
    public async Task A_recording_costs_by_its_minutes()
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"text":"Hello"}"""));
        await using var said = ScriptedServer.Start(Reply.Json("""{"text":"Hello","duration":30.0}"""));
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            SpendLimit = new SpendLimit(1m),
            Prices = [new() { Provider = "127.0.0.1", AudioMinutePrice = 0.006m }],
        });

        // Two minutes of silence, 8,000 bytes a second; and the same without a header, which may be 32 minutes long.
        var wav = Wav(seconds: 120);
        var report = (await router.AsISpeechToTextClient(new Uri(server.Address, "v1")).GetTextAsync(
            new MemoryStream(wav))).GetRoutingReport()!;
        Assert.Equal((0.012m, CostSource.Configured), (report.Cost, report.CostSource));
        var told = (await router.AsISpeechToTextClient(new Uri(said.Address, "v1")).GetTextAsync(new MemoryStream(wav)))
            .GetRoutingReport()!;
        Assert.Equal(0.003m, told.Cost);
        Assert.Equal(0.015m, router.Core.Settings.SpendLimit!.Spent);
    }

    [Theory]
    [InlineData("wav", 120)]
    [InlineData("mp3", 10)]
    [InlineData("mp3+id3", 10)]
    [InlineData("mp3 vbr", 320)]
    [InlineData("flac", 7)]
    [InlineData("ogg", 2)]
    public void The_length_of_a_file_is_in_its_header_or_bounded_by_its_size(string form, int seconds)
    {
        byte[] mp3 = [0xFF, 0xFB, 0x90, 0x00, .. new byte[159_996]];
        byte[] bytes = form switch
        {
            "wav" => Wav(seconds),
            "mp3" => mp3,
            "mp3+id3" => [.. "ID3"u8, 4, 0, 0, 0, 0, 1, 0x10, .. new byte[144], .. mp3[..^200]],
            "mp3 vbr" => [.. mp3[..36], .. "Xing"u8, .. mp3[40..]],

            // 44,100 samples a second, 308,700 of them.
            "flac" =>
                [.. "fLaC"u8, 0, 0, 0, 34, .. new byte[10], 0x0A, 0xC4, 0x42, 0xF0, 0x00, 0x04, 0xB5, 0xDC,
                    .. new byte[1000]],
            _ => [.. "OggS"u8, .. new byte[996]],
        };

        Assert.Equal(seconds, AudioLength.AtMost(bytes));
        Assert.Equal(double.NaN, AudioLength.AtMost(new Uri("https://example.com/a.wav")));
    }

    [Fact]
    public async Task An_own_price_takes_the_place_of_the_catalogs_in_cost_order_and_limits()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.Policy = RoutePolicies.Cheapest;
            options.Prices.Add(new()
            {
                Model = EmulatedRouter.Model,
                Provider = "groq",
                InputPrice = 0.01m,
                OutputPrice = 0.01m,
            });
            options.Prices.Add(new() { Provider = "novita", InputPrice = 100m, OutputPrice = 100m });
        });

        var report = (await rig.Chat.GetResponseAsync("Hello", Short)).GetRoutingReport()!;

        Assert.Equal(("groq", CostSource.Configured), (report.Provider, report.CostSource));
        Assert.Equal(
            Math.Ceiling((report.Usage!.InputTokenCount + report.Usage.OutputTokenCount)!.Value * 10m) / 1_000_000_000m,
            report.Cost);
        var dear = (await rig.Router.AsIChatClient(EmulatedRouter.Model, "novita").GetResponseAsync("Hello", Short))
            .GetRoutingReport()!;
        Assert.True(dear.Cost > 0.0001m, $"{dear.Cost}");
        var refused = await Refused(() =>
            rig.Router.AsIChatClient(EmulatedRouter.Model, "novita")
                .GetResponseAsync("Hello", Short.WithRouting(new() { SpendLimit = new SpendLimit(0.001m) })));
        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
    }

    [Fact]
    public async Task What_is_free_comes_first_costs_nothing_and_passes_every_limit()
    {
        var hub = new StubHub()
            .Serve("together", offer: """ "pricing":{"input":0.10,"output":0.60},"context_length":1000 """)
            .Serve("groq", offer: """ "pricing":{"input":0.01,"output":0.01},"context_length":1000 """)
            .Serve("novita", offer: """ "is_free":true,"pricing":{"input":9,"output":9} """);
        using var core = hub.Core(options => options.Routing.Policy = RoutePolicies.Cheapest);

        Assert.Equal(["novita", "groq", "together"], await StubHub.PlanAsync(core));
        Assert.Equal(
            ["novita"],
            await StubHub.PlanAsync(core, needs: new() { Routing = new() { MaxInputPrice = 0, MaxOutputPrice = 0 } }));
        var offer = (await core.Hub.Models.GetAsync(default)).Find(StubHub.Model)!.Offer("novita")!;
        Assert.True(offer.IsFree);
    }

    /// <summary>
    /// The form of <c>/v1/models</c> is that of the Hub's documentation ("Inference Providers", Hub API).
    /// </summary>
    [Fact]
    public async Task A_free_offer_is_called_when_the_limit_is_spent()
    {
        var limit = new SpendLimit(0m);
        await using var server = ScriptedServer.Start(request => request.Target switch
        {
            "/v1/models" => Reply.Json(
                """{"data":[{"id":"org/model","providers":[{"provider":"groq","status":"live","is_free":true},"""
                + """{"provider":"together","status":"live","context_length":1000,"pricing":{"input":0.1,"output":"""
                + """0.1}}]}]}"""),
            _ when request.Target.StartsWith("/api/models/org/model", StringComparison.Ordinal) => Reply.Json(
                """{"id":"org/model","inferenceProviderMapping":{"together":"""
                + """{"status":"live","providerId":"m","task":"conversational"},"groq":"""
                + """{"status":"live","providerId":"m","task":"conversational"}}}"""),
            _ => Reply.Json(
                """{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":"""
                + """{"prompt_tokens":5,"completion_tokens":7}}"""),
        });
        using var router = server.Router(options =>
        {
            options.RouterEndpoint = options.HubEndpoint = server.Address;
            options.SpendLimit = limit;
            options.Routing.Policy = RoutePolicies.Cheapest;
        });

        var report = (await router.AsIChatClient("org/model").GetResponseAsync("Hello", Short)).GetRoutingReport()!;

        Assert.Equal(("groq", 0m, CostSource.Estimated), (report.Provider, report.Cost, report.CostSource));
        Assert.Equal((0m, 0m), (limit.Spent, limit.Reserved));
        await Refused(() => router.AsIChatClient("org/model", "together").GetResponseAsync("Hello", Short));
    }

    [Fact]
    public async Task Limits_of_a_call_hold_for_every_task()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Prices.Add(new() { Model = Image, ImagePrice = 1m });
            options.Prices.Add(new() { Model = Speech, RequestPrice = 1m });
            options.Prices.Add(new() { Model = Embeddings, RequestPrice = 1m });
            options.Prices.Add(new() { Model = "facebook/bart-large-cnn", RequestPrice = 1m });
        });
        var tenant = new SpendLimit(0.5m) { Name = "tenant" };
        var routing = new RoutingOptions { SpendLimit = new SpendLimit(100m) { Parent = tenant } };

        await Spent(
            () =>
                rig.Router.AsIImageGenerator(Image)
                .GenerateAsync(new("a cat"), new ImageGenerationOptions().WithRouting(routing)));
        await Spent(
            () =>
                rig.Router.AsIImageGenerator(Image)
                .GenerateAsync(new("a cat"), new InferenceImageOptions { Steps = 4 }.WithRouting(routing)));
        await Spent(
            () =>
                rig.Router.AsITextToSpeechClient(Speech)
                .GetAudioAsync("Hello", new TextToSpeechOptions().WithRouting(routing)));
        await Spent(
            () =>
                rig.Router.AsIEmbeddingGenerator(Embeddings)
                .GenerateAsync(["Hello"], new EmbeddingGenerationOptions().WithRouting(routing)));
        await Spent(
            () =>
                rig.Router.SummarizeAsync("A text.", "facebook/bart-large-cnn", options: new() { Routing = routing }));
        Assert.Empty(rig.Asked);

        async Task Spent(Func<Task> call) => Assert.Same(tenant, (await Refused(call)).SpendLimit);
    }

    [Theory]
    [InlineData(null, null, "a Model, a Provider")]
    [InlineData("org/model", "no host!", "is not a host")]
    [InlineData("org/model", "groq", "No price is set")]
    public void A_price_that_makes_no_sense_is_refused(string? model, string? provider, string says)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Prices = [new() { Model = model, Provider = provider }],
        };

        var error = Assert.Throws<ArgumentException>(() => RouterSettingsFactory.Create(options));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal("Prices:0", error.ParamName);
    }

    [Fact]
    public void Prices_are_not_negative_and_come_once()
    {
        Assert.Contains(
            "between 0 and 1,000,000", Wrong(new ModelPrice { Model = "m", ImagePrice = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "already", Wrong(new() { Model = "M", ImagePrice = 1 }, new() { Model = "m", RequestPrice = 1 }),
            StringComparison.Ordinal);

        static string Wrong(params ModelPrice[] prices) => Assert.Throws<ArgumentException>(() =>
            RouterSettingsFactory.Create(
                new InferenceProvidersOptions { UseEnvironment = false, Prices = prices })).Message;
    }

    private static async Task<InferenceException> Refused(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<InferenceException>(call);
        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
        return refused;
    }

    private static byte[] Wav(int seconds)
    {
        var size = seconds * 8000;
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(size - 8), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0,
                .. BitConverter.GetBytes(8000), .. BitConverter.GetBytes(8000), 1, 0, 8, 0,
            .. "data"u8, .. BitConverter.GetBytes(size - 44), .. new byte[size - 44],
        ];
    }
}
