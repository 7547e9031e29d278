using System.Buffers.Binary;
using System.Drawing;
using System.Text;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Emulator;

/// <summary>Every provider's own flow over real sockets: submission, polls, result, download.</summary>
public sealed class EmulatedMediaTests
{
    public static TheoryData<string, string> TextToImage => new()
    {
        { "deepinfra", "black-forest-labs/FLUX.1-schnell" },
        { "fal-ai", "black-forest-labs/FLUX.1-dev" },
        { "hf-inference", "black-forest-labs/FLUX.1-dev" },
        { "nscale", "black-forest-labs/FLUX.1-schnell" },
        { "replicate", "black-forest-labs/FLUX.1-dev" },
        { "together", "black-forest-labs/FLUX.1-dev" },
        { "wavespeed", "black-forest-labs/FLUX.1-dev" },
        { "zai-org", "zai-org/GLM-Image" },
        { "black-forest-labs", "black-forest-labs/FLUX.1-Krea-dev" },
        { "hyperbolic", "black-forest-labs/FLUX.1-Krea-dev" },
        { "nebius", "black-forest-labs/FLUX.1-Krea-dev" },
        { "fal-ai", "black-forest-labs/FLUX.2-dev" },
        { "wavespeed", "black-forest-labs/FLUX.2-dev" },
        { "fal-ai", "nerijs/pixel-art-xl" },
    };

    public static TheoryData<string, string> ImageToImage => new()
    {
        { "fal-ai", "Qwen/Qwen-Image-Edit" },
        { "wavespeed", "Qwen/Qwen-Image-Edit" },
        { "replicate", "black-forest-labs/FLUX.1-Kontext-dev" },
        { "together", "black-forest-labs/FLUX.1-Kontext-dev" },
        { "hf-inference", "lllyasviel/sd-controlnet-depth" },
        { "fal-ai", "black-forest-labs/FLUX.2-dev" },
        { "wavespeed", "black-forest-labs/FLUX.2-dev" },
    };

    public static TheoryData<string, string> TextToVideo => new()
    {
        { "fal-ai", "meituan-longcat/LongCat-Video" },
        { "novita", "Wan-AI/Wan2.1-T2V-14B" },
        { "replicate", "Wan-AI/Wan2.2-TI2V-5B" },
        { "together", "Wan-AI/Wan2.2-T2V-A14B" },
        { "wavespeed", "Wan-AI/Wan2.2-TI2V-5B" },
        { "novita", "MiniMaxAI/MiniMax-H3" },
        { "fal-ai", "MiniMaxAI/MiniMax-H3" },
        { "wavespeed", "Lightricks/LTX-2" },
    };

    public static TheoryData<string, string> ImageToVideo => new()
    {
        { "fal-ai", "Wan-AI/Wan2.2-I2V-A14B" },
        { "together", "Wan-AI/Wan2.2-I2V-A14B" },
        { "wavespeed", "Wan-AI/Wan2.1-I2V-14B-480P" },
        { "novita", "MiniMaxAI/MiniMax-H3" },
        { "fal-ai", "MiniMaxAI/MiniMax-H3" },
        { "wavespeed", "Lightricks/LTX-2" },
    };

    [Theory]
    [MemberData(nameof(TextToImage))]
    public async Task A_picture_from_a_text(string provider, string model)
    {
        await using var emulator = await StartAsync();
        foreach (var direct in Modes(provider))
        {
            using var router = Router(emulator, provider, direct);
            using var images = router.AsIImageGenerator(model, provider);

            var response = await images.GenerateImagesAsync("a blue house", new() { ImageSize = new Size(320, 200) });

            AssertPng(Assert.IsType<DataContent>(Assert.Single(response.Contents)), 320, 200);
            Assert.Equal(direct ? AuthMode.Direct : AuthMode.Routed, response.GetRoutingReport()!.AuthMode);
        }
    }

    /// <summary>
    /// dotnet/extensions, ImageGeneratorIntegrationTests: one picture and two. A provider that makes one at a time says
    /// so before anything is sent.
    /// </summary>
    [Theory]
    [MemberData(nameof(TextToImage))]
    public async Task As_many_pictures_as_were_asked_for(string provider, string model)
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, provider, direct: Modes(provider)[^1]);
        using var images = router.AsIImageGenerator(model, provider);

        Assert.Single((await images.GenerateImagesAsync("a house", new() { Count = 1 })).Contents);
        emulator.ClearRequests();
        try
        {
            var pictures = (await images.GenerateImagesAsync("a cat", new() { Count = 2 })).Contents;

            Assert.Equal(2, pictures.Count);
            Assert.All(pictures, content =>
                Assert.StartsWith("image/", Assert.IsType<DataContent>(content).MediaType, StringComparison.Ordinal));
        }
        catch (InferenceException refusal) when (refusal.Kind == InferenceErrorKind.NotSupported)
        {
            Assert.Empty(emulator.Calls());
        }
    }

    [Theory]
    [MemberData(nameof(ImageToImage))]
    public async Task A_picture_from_a_picture(string provider, string model)
    {
        await using var emulator = await StartAsync();
        foreach (var direct in Modes(provider))
        {
            using var router = Router(emulator, provider, direct);
            using var images = router.AsIImageGenerator(model, provider);

            var response = await images.EditImageAsync(new DataContent(Files.Png, "image/png"), "make it green");

            AssertPng(Assert.IsType<DataContent>(Assert.Single(response.Contents)), 256, 256);
        }
    }

    [Theory]
    [MemberData(nameof(TextToVideo))]
    public async Task A_film_from_a_text(string provider, string model)
    {
        await using var emulator = await StartAsync();
        foreach (var direct in Modes(provider))
        {
            using var router = Router(emulator, provider, direct);

            var response = await router.AsIVideoGenerator(model, provider).GenerateVideoAsync("a red ball rolls");

            AssertMp4(Assert.IsType<DataContent>(Assert.Single(response.Contents)));
            Assert.Equal(provider, response.GetRoutingReport()!.Provider);
        }
    }

    [Theory]
    [MemberData(nameof(ImageToVideo))]
    public async Task A_film_from_a_picture(string provider, string model)
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, provider, direct: false);

        var response = await router.AsIVideoGenerator(model, provider)
            .AnimateImageAsync(new DataContent(Files.Png, "image/png"), "it rolls");

        AssertMp4(Assert.IsType<DataContent>(Assert.Single(response.Contents)));
    }

    [Fact]
    public async Task The_first_live_provider_that_serves_the_task_is_taken()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "", direct: false);

        var image = await router.AsIImageGenerator("stabilityai/stable-diffusion-xl-base-1.0")
            .GenerateImagesAsync("a yellow sun");
        var video = await router.AsIVideoGenerator("Wan-AI/Wan2.2-TI2V-5B").GenerateVideoAsync("waves");

        Assert.Equal(("nscale", "replicate"), (image.GetRoutingReport()!.Provider, video.GetRoutingReport()!.Provider));
    }

    [Fact]
    public async Task What_one_provider_has_no_place_for_another_may_take()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "", direct: false);

        var video = await router.AsIVideoGenerator(
            "MiniMaxAI/MiniMax-H3").GenerateVideoAsync("waves", new() { Seed = 42 });

        Assert.Equal(
            ["novita NotSupported", "fal-ai "],
            video.GetRoutingReport()!.Attempts.Select(attempt => $"{attempt.Provider} {attempt.Error}"));
        Assert.DoesNotContain(emulator.Requests, request => request.Provider == "novita");
    }

    [Fact]
    public async Task A_submission_that_was_refused_goes_to_the_next_provider_and_one_that_may_have_run_does_not()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "", direct: false);
        using var images = router.AsIImageGenerator("black-forest-labs/FLUX.1-dev");
        emulator.Script.When(request => request.Method == "POST" && request.Provider == "fal-ai").Once()
            .Fail(429, """{"detail":"too many"}""");

        var report = (await images.GenerateImagesAsync("a cat")).GetRoutingReport()!;
        emulator.Script.When(request => request.Method == "POST").Fail(502, """{"detail":"bad gateway"}""");
        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIImageGenerator("Qwen/Qwen-Image-Edit")
                .EditImageAsync(new DataContent(Files.Png, "image/png"), "blue"));

        Assert.Equal(
            ["fal-ai RateLimited", "replicate "],
            report.Attempts.Select(attempt => $"{attempt.Provider} {attempt.Error}"));
        Assert.Equal("fal-ai", Assert.Single(error.Attempts).Provider);
    }

    [Fact]
    public async Task A_queue_is_watched_from_its_end_to_its_head()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 3 });
        using var router = Router(emulator, "fal-ai", direct: false);
        var progress = new Progress();

        await router.AsIImageGenerator("black-forest-labs/FLUX.1-dev",
            "fal-ai").GenerateImagesAsync("a cat", new InferenceImageOptions { Progress = progress });

        Assert.Equal(
            ["IN_QUEUE", "IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED", "downloading"],
            progress.Reports.Select(report => report.State));
        Assert.Equal(
            ["POST /fal-ai/fal-ai/flux/dev?_subdomain=queue", "GET …/status?_subdomain=queue",
                "GET …/status?_subdomain=queue", "GET …/status?_subdomain=queue", "GET …/status?_subdomain=queue",
                "GET …?_subdomain=queue"],
            emulator.Requests.Where(request => request.Provider == "fal-ai")
            .Select(
                request =>
                    $"{request.Method} {System.Text.RegularExpressions.Regex.Replace(request.Path, "^/fal-ai/fal-ai/flux/requests/job-[0-9a-f]+", "…")}"));
    }

    [Fact]
    public async Task A_job_that_nobody_waits_for_is_cancelled_at_the_provider()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 1000 });
        using var router = Router(
            emulator, "fal-ai", direct: false, options => options.TimeProvider = TimeProvider.System);
        using var caller = new CancellationTokenSource();
        var call = router.AsIVideoGenerator("meituan-longcat/LongCat-Video", "fal-ai")
            .GenerateVideoAsync("waves", cancellationToken: caller.Token);
        await emulator.WaitForRequestAsync(request => request.Path.Contains("/status", StringComparison.Ordinal));

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var cancel = await emulator.WaitForRequestAsync(request => request.Method == "PUT");

        Assert.EndsWith("/cancel?_subdomain=queue", cancel.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_a_queue_finds_wrong_is_an_error_with_its_words()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "fal-ai", direct: false);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIImageGenerator("black-forest-labs/FLUX.1-dev", "fal-ai")
                .GenerateImagesAsync("a cat", new() { ImageSize = new Size(5000, 5000) }));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("5000x5000 is not between 16 and 2048 pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_picture_and_another_seed_another()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "together", direct: false);
        using var images = router.AsIImageGenerator("black-forest-labs/FLUX.1-dev", "together");
        async Task<byte[]> PaintAsync(long seed) =>
            ((DataContent)(await images.GenerateImagesAsync(
                "a cat", new InferenceImageOptions { Seed = seed })).Contents[0]).Data.ToArray();

        var first = await PaintAsync(1);

        Assert.Equal(first, await PaintAsync(1));
        Assert.NotEqual(first, await PaintAsync(2));
    }

    [Fact]
    public async Task The_emulators_own_eyes_see_the_colour_that_was_asked_for()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "together", direct: false);
        var vision = emulator.Models.First(
            model =>
                model.InputModalities.Contains("image")
                && model.Offers.Any(offer => offer is { OnHub: true, Task: "conversational" })).Id;
        foreach (var colour in (string[])["red", "green", "blue", "yellow", "white", "black", "purple", "orange"])
        {
            var image = (await router.AsIImageGenerator("black-forest-labs/FLUX.1-dev", "together").GenerateImagesAsync(
                $"a {colour} wall")).Contents[0];

            var answer = await router.AsIChatClient(vision)
                .GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent("What is in the image?"), image])]);

            Assert.Contains($"mostly {colour}", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_host_refuses_a_credential_that_was_not_meant_for_it()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "together", direct: false);
        var url = ((UriContent)(await router.AsIImageGenerator(
            "black-forest-labs/FLUX.1-dev", "together").GenerateImagesAsync(
                "a cat", new() { ResponseFormat = ImageGenerationResponseFormat.Uri })).Contents[0]).Uri;
        using var client = new HttpClient();
        using var file = new MemoryStream();

        Assert.Equal("image/png", await router.DownloadAsync(url, file));
        client.DefaultRequestHeaders.Authorization = new("Bearer", emulator.Token);
        using var refused = await client.GetAsync(url);

        Assert.Equal(400, (int)refused.StatusCode);
    }

    [Fact]
    public async Task A_film_has_as_many_frames_as_were_asked_for_and_its_index_points_at_them()
    {
        await using var emulator = await StartAsync();
        using var router = Router(emulator, "together", direct: false);

        var video = (DataContent)(await router.AsIVideoGenerator(
            "Wan-AI/Wan2.2-T2V-A14B", "together").GenerateVideoAsync(
                "waves", new() { FrameCount = 49, VideoSize = new Size(330, 200) })).Contents[0];

        var file = video.Data.ToArray();
        var sizes = Sizes(file);
        Assert.Equal(49, sizes.Count);
        var chunk = Find(file, "stco"u8) + 12;
        var position = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(chunk));
        foreach (var (size, index) in sizes.Select((size, index) => (size, index)))
        {
            // A sample is one NAL unit behind its length: a key frame every eighth, a repetition between them.
            Assert.Equal(size - 4, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position)));
            Assert.Equal(index % 8 == 0 ? 0x65 : 0x41, file[position + 4]);
            position += size;
        }

        Assert.Equal(file.Length, position);
    }

    [Theory]
    [InlineData("text-to-image")]
    [InlineData("image-to-image")]
    public async Task An_endpoint_of_ones_own_makes_pictures_too(string task)
    {
        await using var emulator = await StartAsync();
        var address = emulator.HostAddress(new Uri($"https://{task}.eu-west-1.aws.endpoints.huggingface.cloud/"));
        using var router = Router(
            emulator, "", direct: false, options => options.EndpointKeys[address.Authority] = emulator.Token);

        var response = await router.AsIImageGenerator($"{address}/").GenerateAsync(task == "text-to-image"
            ? new ImageGenerationRequest("a cat")
            : new ImageGenerationRequest { OriginalImages = [new DataContent(Files.Png, "image/png")] });

        AssertPng(Assert.IsType<DataContent>(Assert.Single(response.Contents)), 256, 256);
    }

    private static Task<EmulatorHost> StartAsync() => EmulatorHost.StartAsync(new() { KeepDroppedProviders = true });

    private static bool[] Modes(string provider) => provider == "hf-inference" ? [false] : [false, true];

    private static InferenceRouter Router(
        EmulatorHost emulator, string provider, bool direct, Action<InferenceProvidersOptions>? configure = null)
    {
        var options = direct ? emulator.RouterOptions(provider) : emulator.RouterOptions();
        options.TimeProvider = new HurriedClock();
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    private static void AssertPng(DataContent image, int width, int height)
    {
        var bytes = image.Data.Span;
        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(
            (width, height),
            (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])));
        Assert.True(bytes.EndsWith((ReadOnlySpan<byte>)[0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82]));
    }

    private static void AssertMp4(DataContent video)
    {
        var file = video.Data.ToArray();
        Assert.Equal("video/mp4", video.MediaType);
        var boxes = new List<string>();
        for (var position = 0; position < file.Length; position += BinaryPrimitives.ReadInt32BigEndian(
            file.AsSpan(position)))
        {
            boxes.Add(Encoding.ASCII.GetString(file, position + 4, 4));
        }

        Assert.Equal(["ftyp", "moov", "mdat"], boxes);
        Assert.NotEmpty(Sizes(file));
    }

    private static List<int> Sizes(byte[] file)
    {
        var table = Find(file, "stsz"u8) + 12;
        return [
            .. Enumerable.Range(0, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(table)))
            .Select(index => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(table + 4 + (index * 4))))];
    }

    /// <summary>The position of a box's type.</summary>
    private static int Find(byte[] file, ReadOnlySpan<byte> type)
    {
        var position = file.AsSpan().IndexOf(type);
        Assert.True(position > 0);
        return position;
    }
}
