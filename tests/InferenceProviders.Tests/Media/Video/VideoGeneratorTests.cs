using System.Drawing;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Moq;

namespace InferenceProviders.Tests.Media.Video;

public sealed class VideoGeneratorTests
{
    [Fact]
    public async Task Typed_options_are_canonical_parameters()
    {
        await using var server = MediaServer.Start("together", "text-to-video", Reply.Json("{}", 400));
        using var router = server.Router("together");
        var options = new VideoGenerationOptions
        {
            VideoSize = new Size(768, 512), FrameCount = 96, Duration = TimeSpan.FromSeconds(5),
                NegativePrompt = "blurry", GuidanceScale = 3.5, Steps = 20, Seed = 42, MediaType = "video/mp4",
            AdditionalProperties = new() { ["fps"] = 24 },
        };

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(MediaServer.Model, "together").GenerateVideoAsync("a cat walks", options));

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
            {"model":"model-id","num_frames":96,"duration":5,"guidance_scale":3.5,"negative_prompt":"blurry","seed":42,"fps":24,"steps":20,"width":768,"height":512,"output_format":"MP4","prompt":"a cat walks"}
            """), server.Asked[0].Json), server.Asked[0].Text);
    }

    [Fact]
    public async Task Two_images_are_the_first_and_the_last_frame()
    {
        await using var server = MediaServer.Start("together", "image-to-video", Reply.Json("{}", 400));
        using var router = server.Router("together");
        var request = new VideoGenerationRequest(
            null,
            [new UriContent("https://example.org/a.png", "image/png"),
                new UriContent("https://example.org/b.png", "image/png")]);

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(MediaServer.Model, "together").GenerateAsync(request));

        Assert.Equal(
            ["https://example.org/a.png first", "https://example.org/b.png last"],
            server.Asked[0].Json.GetProperty("frame_images").EnumerateArray()
            .Select(frame => $"{frame.GetProperty("input_image")} {frame.GetProperty("frame")}"));
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData(1, 4)]
    [InlineData(96, 4)]
    [InlineData(108, 5)]
    [InlineData(107, 4)]
    [InlineData(240, 10)]
    [InlineData(360, 15)]
    [InlineData(9999, 15)]
    public async Task MiniMax_counts_in_whole_seconds_of_24_frames(int? frames, int seconds) =>
        Assert.Equal(
            seconds, (await MiniMaxAsync(new VideoGenerationOptions { FrameCount = frames })).GetProperty("duration")
            .GetInt32());

    [Theory]
    [InlineData(1024, 768, "768P", "4:3")]
    [InlineData(1920, 1080, "768P", "16:9")]
    [InlineData(2560, 1440, "2K", "16:9")]
    [InlineData(1105, 1105, "2K", "1:1")]
    [InlineData(1104, 1104, "768P", "1:1")]
    [InlineData(720, 1280, "768P", "9:16")]
    [InlineData(768, 1024, "768P", "3:4")]
    [InlineData(2100, 900, "768P", "21:9")]
    public async Task MiniMax_takes_the_nearest_resolution_and_ratio(
        int width, int height, string resolution, string ratio)
    {
        var body = await MiniMaxAsync(new VideoGenerationOptions { VideoSize = new Size(width, height) });

        Assert.Equal(
            (resolution, ratio), (body.GetProperty("resolution").GetString(), body.GetProperty("ratio").GetString()));
        Assert.False(body.TryGetProperty("target_size", out _));
    }

    [Fact]
    public async Task MiniMax_refuses_what_it_has_no_control_for()
    {
        await using var server = MediaServer.Start(
            "novita", "image-text-to-video", (_, _) => Reply.Json("{}"), "MiniMax-H3");
        using var router = server.Router("novita");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIVideoGenerator(MediaServer.Model, "novita")
                .GenerateVideoAsync("a cat walks", new() { Seed = 1, NegativePrompt = "dogs" }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(
            "does not accept negative_prompt, seed for 'image-text-to-video' with MiniMax-H3", error.Message,
            StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_URL_is_given_back_when_one_was_asked_for_and_can_be_written_to_a_stream()
    {
        await using var server = MediaServer.Start("together", "text-to-video", (request, index) => index == 0
            ? Reply.Json(
                $$$"""{"id":"j","status":"completed","outputs":{"video_url":"http:"""
                + $$$"""//{{{request.Header("Host")}}}/files/x.mp4"}}""")
            : Reply.Whole(Files.Mp4, "video/mp4"));
        using var router = server.Router("together");
        var response = await router.AsIVideoGenerator(MediaServer.Model,
            "together").GenerateVideoAsync("a cat walks", new() { ResponseFormat = VideoGenerationResponseFormat.Uri });
        using var file = new MemoryStream();

        var mediaType = await router.DownloadAsync(
            Assert.IsType<UriContent>(Assert.Single(response.Contents)).Uri, file);

        Assert.Equal("video/mp4", mediaType);
        Assert.Equal(Files.Mp4, file.ToArray());
        Assert.Equal("together", response.GetRoutingReport()!.Provider);
        Assert.Equal(
            "completed", Assert.IsType<RawJson>(response.RawRepresentation).Root.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Bad_requests_never_reach_the_wire()
    {
        await using var server = MediaServer.Start("together", "text-to-video", Reply.Json("{}"));
        using var router = server.Router("together");
        using var videos = router.AsIVideoGenerator(MediaServer.Model, "together");

        Assert.Equal(
            "request", (await Assert.ThrowsAsync<ArgumentException>(() => videos.GenerateVideoAsync(""))).ParamName);
        Assert.Equal(
            "options",
            (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => videos.GenerateVideoAsync("x", new() { FrameCount = 0 }))).ParamName);
        Assert.Equal(
            "options",
            (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => videos.GenerateVideoAsync("x", new() { Duration = TimeSpan.Zero }))).ParamName);
        Assert.Equal(
            "options",
            (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => videos.GenerateVideoAsync("x", new() { VideoSize = new Size(-1, 1) }))).ParamName);
        Assert.Equal(
            "options",
            (await Assert.ThrowsAsync<ArgumentException>(
                () => videos.GenerateVideoAsync("x", new() { MediaType = "image/png" }))).ParamName);
        Assert.Equal(
            "request",
            (await Assert.ThrowsAsync<ArgumentException>(
                () => videos.AnimateImageAsync(new DataContent(Files.Mp4, "video/mp4")))).ParamName);
        Assert.Empty(server.Server.Requests);
    }

    [Fact]
    public async Task More_videos_than_a_provider_makes_are_refused()
    {
        await using var server = MediaServer.Start("together", "text-to-video", Reply.Json("{}"));
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(MediaServer.Model, "together").GenerateVideoAsync("x", new() { Count = 2 }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("makes one video a request", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_the_options_has_everything()
    {
        var options = new VideoGenerationOptions
        {
            ModelId = "m", VideoSize = new Size(1, 2), FrameCount = 1, Duration = TimeSpan.FromSeconds(1), Count = 1,
                NegativePrompt = "n", GuidanceScale = 1, Steps = 1, Seed = 1, MediaType = "video/mp4",
            ResponseFormat = VideoGenerationResponseFormat.Uri, Progress = new Progress(), Routing = new(),
                RawRepresentationFactory = _ => null, AdditionalProperties = new()
            {
                ["a"] = 1,
            },
            AllowBackgroundResponses = true, ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }),
        };

        var copy = options.Clone();

        foreach (var property in typeof(VideoGenerationOptions).GetProperties())
        {
            Assert.NotNull(property.GetValue(options));
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        }

        Assert.NotSame(options.AdditionalProperties, copy.AdditionalProperties);
    }

    [Fact]
    public async Task A_decorator_passes_everything_on_and_disposes_what_it_wraps()
    {
        var inner = new Mock<IVideoGenerator>(MockBehavior.Strict);
        var request = new VideoGenerationRequest("x");
        var options = new VideoGenerationOptions();
        var response = new VideoGenerationResponse();
        using var caller = new CancellationTokenSource();
        inner.Setup(generator => generator.GenerateAsync(request, options, caller.Token)).ReturnsAsync(response);
        inner.Setup(generator => generator.GetService(typeof(VideoGeneratorMetadata), null))
            .Returns(new VideoGeneratorMetadata("p"));
        inner.Setup(generator => generator.Dispose());

        using (var decorator = new Decorator(inner.Object))
        {
            Assert.Same(response, await decorator.GenerateAsync(request, options, caller.Token));
            Assert.Same(decorator, decorator.GetService<Decorator>());
            Assert.Equal("p", decorator.GetRequiredService<VideoGeneratorMetadata>().ProviderName);
        }

        inner.Verify(generator => generator.Dispose(), Times.Once);
    }

    [Fact]
    public void A_service_that_is_not_there_is_an_error_when_it_is_required()
    {
        using var router = new InferenceRouter(new InferenceProvidersOptions { UseEnvironment = false });
        using var videos = router.AsIVideoGenerator("org/model");

        Assert.Same(router, videos.GetRequiredService<InferenceRouter>());
        Assert.Equal("org/model", videos.GetRequiredService<VideoGeneratorMetadata>().DefaultModelId);
        Assert.Throws<InvalidOperationException>(() => videos.GetRequiredService<IChatClient>());
    }

    private static async Task<JsonElement> MiniMaxAsync(VideoGenerationOptions options)
    {
        await using var server = MediaServer.Start(
            "novita", "image-text-to-video", (_, _) => Reply.Json("{}", 400), "MiniMax-H3");
        using var router = server.Router("novita");
        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(MediaServer.Model, "novita").GenerateVideoAsync("a cat walks", options));
        return server.Asked[0].Json;
    }

    private sealed class Decorator(IVideoGenerator inner) : DelegatingVideoGenerator(inner);
}
