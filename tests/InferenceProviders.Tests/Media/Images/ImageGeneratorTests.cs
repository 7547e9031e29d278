using System.Drawing;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Images;

public sealed class ImageGeneratorTests
{
    private static readonly string Base64 = Convert.ToBase64String(Files.Png);
    private static readonly Reply OpenAIImage = Reply.Json($$"""{"data":[{"b64_json":"{{Base64}}"}]}""");
    private static readonly Reply Image = Reply.Whole(Files.Png, "image/png");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_prompt_without_an_image_is_refused_before_anything_is_sent(string? prompt)
    {
        await using var server = MediaServer.Start("together", "text-to-image", OpenAIImage);
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () =>
                router.AsIImageGenerator(MediaServer.Model, "together")
                .GenerateAsync(new ImageGenerationRequest { Prompt = prompt }));

        Assert.Equal("request", error.ParamName);
        Assert.Contains("prompt is empty", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Server.Requests);
    }

    public static TheoryData<string, Action<InferenceImageOptions>, string> BadOptions => new()
    {
        { "count", options => options.Count = 0, "Count must be greater than zero" },
        { "size", options => options.ImageSize = new Size(512, 0), "width and the height must be greater than zero" },
        { "steps", options => options.Steps = 0, "'num_inference_steps' must be a whole number greater than zero" },
        { "steps by another name", options => options.AdditionalProperties = new() { ["steps"] = "twenty" },
            "'steps' must be a whole number greater than zero" },
        { "guidance", options => options.GuidanceScale = double.NaN, "'guidance_scale' must be a finite number" },
        { "strength", options => options.Strength = 1.5, "Strength must be between 0 and 1" },
        { "seed", options => options.AdditionalProperties = new() { ["seed"] = "42" },
            "'seed' must be a whole number" },
        { "target size", options => options.AdditionalProperties = new() { ["target_size"] = "768x512" },
            "'target_size' must be an object" },
        { "media type", options => options.MediaType = "video/mp4", "not the media type of an image" },
        { "raw", options => options.RawRepresentationFactory = _ => "text", "must return a JsonObject" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task A_bad_option_is_named_and_never_reaches_the_wire(
        string what, Action<InferenceImageOptions> set, string message)
    {
        await using var server = MediaServer.Start("together", "text-to-image", OpenAIImage);
        using var router = server.Router("together");
        var options = new InferenceImageOptions();
        set(options);

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => router.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync("a cat", options));

        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Equal("options", error.ParamName);
        Assert.Empty(server.Server.Requests);
    }

    public static TheoryData<string, string, Action<InferenceImageOptions>, string> NotSupported => new()
    {
        { "hf-inference", "text-to-image", options => options.Count = 2, "makes one image a request" },
        { "hf-inference", "text-to-image", options => options.ResponseFormat = ImageGenerationResponseFormat.Uri,
            "as bytes only" },
        { "nscale", "text-to-image", options => options.ResponseFormat = ImageGenerationResponseFormat.Uri,
            "as bytes only" },
        { "nscale", "text-to-image", options => options.MediaType = "image/webp", "chooses the file type" },
        { "together", "text-to-image", options => options.ResponseFormat = ImageGenerationResponseFormat.Hosted,
            "Data or Uri" },
        { "together", "text-to-image", options => options.StreamingCount = 1, "intermediate images" },
    };

    [Theory]
    [MemberData(nameof(NotSupported))]
    public async Task What_a_provider_cannot_do_is_said_and_not_dropped(
        string provider, string task, Action<InferenceImageOptions> set, string message)
    {
        await using var server = MediaServer.Start(provider, task, OpenAIImage);
        using var router = server.Router(provider, options => options.RouterEndpoint = server.Server.Address);
        var options = new InferenceImageOptions();
        set(options);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, provider).GenerateImagesAsync("a cat", options));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_provider_without_the_task_is_answered_with_those_that_have_it()
    {
        await using var server = MediaServer.Start("groq", "conversational", OpenAIImage);
        using var router = server.Router("groq");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "groq").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(
            "groq does not support 'text-to-image'. Providers that do: black-forest-labs, deepinfra, fal-ai, "
            + "hf-inference, hyperbolic, nebius, nscale, replicate, together, wavespeed, zai-org.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_nobody_knows_is_refused()
    {
        await using var server = MediaServer.Start("together", "text-to-image", OpenAIImage);
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "no-such-provider").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("Providers that do: together", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_original_that_is_no_image_is_refused_before_anything_is_sent()
    {
        await using var server = MediaServer.Start("together", "image-to-image", OpenAIImage);
        using var router = server.Router("together");
        using var images = router.AsIImageGenerator(MediaServer.Model, "together");

        var wav = await Assert.ThrowsAsync<ArgumentException>(
            () => images.EditImagesAsync([new DataContent(Files.Wav, "audio/wav")], "blue"));
        var text = await Assert.ThrowsAsync<ArgumentException>(
            () => images.EditImagesAsync([new TextContent("x")], "blue"));
        var untyped = await Assert.ThrowsAsync<ArgumentException>(
            () => images.EditImagesAsync([new DataContent(Files.Mp4, "application/octet-stream")], "blue"));

        Assert.Contains("'audio/wav'", wav.Message, StringComparison.Ordinal);
        Assert.Contains("TextContent", text.Message, StringComparison.Ordinal);
        Assert.Contains("'video/mp4'", untyped.Message, StringComparison.Ordinal);
        Assert.Empty(server.Server.Requests);
    }

    [Theory]
    [InlineData("hf-inference", "m")]
    [InlineData("together", "black-forest-labs/FLUX.1-kontext-dev")]
    public async Task More_originals_than_a_provider_takes_are_refused(string provider, string providerId)
    {
        await using var server = MediaServer.Start(provider, "image-to-image", (_, _) => OpenAIImage, providerId);
        using var router = server.Router(provider);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, provider)
            .EditImagesAsync(
                [new DataContent(Files.Png, "image/png"), new DataContent(Files.Png, "image/png")], "blue"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Several_originals_go_where_several_are_taken()
    {
        await using var server = MediaServer.Start(
            "together", "image-to-image", (_, _) => OpenAIImage, "black-forest-labs/FLUX.2-dev");
        using var router = server.Router("together");

        await router.AsIImageGenerator(MediaServer.Model, "together")
            .EditImagesAsync(
                [new DataContent(Files.Png, "image/png"), new UriContent("https://example.org/b.png", "image/png")],
                "blue");

        Assert.Equal(
            [$"data:image/png;base64,{Base64}", "https://example.org/b.png"],
            server.Asked[0].Json.GetProperty("reference_images").EnumerateArray().Select(item => item.GetString()));
    }

    [Theory]
    [InlineData("together", "n", "output_format", "jpeg")]
    [InlineData("wavespeed", "num_images", "output_format", "jpeg")]
    [InlineData("fal-ai", "num_images", "output_format", "jpeg")]
    [InlineData("replicate", "num_outputs", "output_format", "jpg")]
    public async Task Count_and_file_type_have_the_providers_names(
        string provider, string count, string format, string type)
    {
        await using var server = MediaServer.Start(provider, "text-to-image", OpenAIImage);
        using var router = server.Router(provider);

        // What is sent is of interest here; three of the four then miss their own form of an answer.
        await Record.ExceptionAsync(
            () =>
                router.AsIImageGenerator(MediaServer.Model, provider)
                .GenerateImagesAsync("a cat", new() { Count = 3, MediaType = "image/jpeg" }));

        var body = server.Asked[0].Json;
        body = body.TryGetProperty("input", out var input) ? input : body;
        Assert.Equal(3, body.GetProperty(count).GetInt32());
        Assert.Equal(type, body.GetProperty(format).GetString());
    }

    [Fact]
    public async Task Every_image_of_an_answer_is_given_back_in_order()
    {
        await using var server = MediaServer.Start(
            "deepinfra", "text-to-image",
            Reply.Json(
                $$"""{"data":[{"b64_json":"{{Base64}}"},{"b64_json":"{{Convert.ToBase64String(Files.Jpeg)}}"}]}"""));
        using var router = server.Router("deepinfra");

        var response = await router.AsIImageGenerator(
            MediaServer.Model, "deepinfra").GenerateImagesAsync("two cats", new() { Count = 2 });

        Assert.Equal(
            ["image/png", "image/jpeg"], response.Contents.Cast<DataContent>().Select(content => content.MediaType));
        Assert.Equal(2, Assert.IsType<RawJson>(response.RawRepresentation).Root.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_URL_is_given_back_when_one_was_asked_for()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-image",
            Reply.Json("""{"data":[{"url":"https://files.example.org/out/x.jpg?sig=1"}]}"""));
        using var router = server.Router("together");

        var response = await router.AsIImageGenerator(MediaServer.Model,
            "together").GenerateImagesAsync("a cat", new() { ResponseFormat = ImageGenerationResponseFormat.Uri });

        var link = Assert.IsType<UriContent>(Assert.Single(response.Contents));
        Assert.Equal(
            ("https://files.example.org/out/x.jpg?sig=1", "image/jpeg"), (link.Uri.AbsoluteUri, link.MediaType));
        Assert.Equal("url", server.Asked[0].Json.GetProperty("response_format").GetString());
    }

    [Fact]
    public async Task Raw_values_win_over_everything_and_are_merged_into_objects()
    {
        await using var server = MediaServer.Start(
            "replicate", "text-to-image", Reply.Json("""{"status":"failed","error":"x"}"""));
        using var router = server.Router("replicate");
        var options = new InferenceImageOptions
        {
            Seed = 1,
            Steps = 4,
            RawRepresentationFactory = _ => new JsonObject
            {
                ["input"] = new JsonObject { ["seed"] = 2 },
                ["webhook"] = "https://example.org/hook",
            },
        };

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "replicate").GenerateImagesAsync("a cat", options));

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(
                """{"input":{"num_inference_steps":4,"seed":2,"prompt":"a cat"},"webhook":"https:"""
                + """//example.org/hook"}"""),
                server.Asked[0].Json), server.Asked[0].Text);
    }

    [Fact]
    public async Task Additional_properties_win_over_typed_ones_and_options_are_left_as_they_were()
    {
        await using var server = MediaServer.Start("together", "text-to-image", OpenAIImage);
        using var router = server.Router("together");
        var options = new InferenceImageOptions
        {
            ImageSize = new Size(512, 256),
            Steps = 4,
            AdditionalProperties = new() { ["steps"] = 8, ["width"] = 640, ["safety_checker"] = false },
        };
        var before = JsonSerializer.Serialize(options.AdditionalProperties);

        await router.AsIImageGenerator(MediaServer.Model, "together").GenerateImagesAsync("a cat", options);

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(
                """{"model":"model-id","steps":8,"width":640,"safety_checker":false"""
                + ""","response_format":"base64","prompt":"a cat"}"""),
                server.Asked[0].Json), server.Asked[0].Text);
        Assert.Equal(before, JsonSerializer.Serialize(options.AdditionalProperties));
        Assert.Equal((new Size(512, 256), 4), (options.ImageSize!.Value, options.Steps!.Value));
    }

    [Fact]
    public async Task The_route_is_reported_on_the_response()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-image",
            Reply.Json($$"""{"data":[{"b64_json":"{{Base64}}"}]}""", 200, "x-request-id: req-1"));
        using var router = server.Router("together");

        var report = (await router.AsIImageGenerator(MediaServer.Model).GenerateImagesAsync("a cat"))
            .GetRoutingReport();

        Assert.Equal(
            ("together", MediaServer.Model, AuthMode.Direct, "req-1"),
            (report!.Provider, report.Model, report.AuthMode, report.RequestId));
        Assert.Equal("together", Assert.Single(report.Attempts).Provider);
    }

    [Fact]
    public async Task A_prompt_that_the_provider_repeats_is_not_in_the_error()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-image",
            Reply.Json(
                """{"error":{"message":"the prompt 'my secret recipe' without 'my rival' is not allowed"}}""", 400));
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "together")
            .GenerateImagesAsync("my secret recipe", new InferenceImageOptions { NegativePrompt = "my rival" }));

        Assert.Contains("is not allowed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret recipe", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("my rival", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image-to-image")]
    [InlineData("image-text-to-image")]
    public async Task An_edit_is_whichever_task_the_model_is_served_for(string task)
    {
        await using var server = MediaServer.Start("fal-ai", task, Reply.Json("{}", 500));
        using var router = server.Router("fal-ai");

        await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIImageGenerator(MediaServer.Model, "fal-ai")
                .EditImageAsync(
                    new DataContent(Files.Png, "image/png"), "blue", new() { ImageSize = new Size(768, 512) }));

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(
                $$$"""{"image_size":{"width":768,"height":512},"prompt":"blue","image_url":"data:image/png;base64"""
                + $$$""",{{{Base64}}}","image_urls":["data:image/png;base64,{{{Base64}}}"]}"""),
            server.Asked[0].Json), server.Asked[0].Text);
    }

    [Fact]
    public async Task A_model_that_is_served_for_neither_says_what_it_is_served_for()
    {
        await using var server = MediaServer.Start("together", "text-to-video", OpenAIImage);
        using var router = server.Router("together");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model).GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("together (text-to-video)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'text-to-image'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_of_ones_own_gets_the_bare_image_when_there_is_nothing_to_say()
    {
        await using var server = ScriptedServer.Start(Image);
        using var router = new InferenceRouter(new InferenceProvidersOptions { UseEnvironment = false });

        var response = await router.AsIImageGenerator($"{server.Address}upscale")
            .GenerateAsync(new ImageGenerationRequest
        {
            OriginalImages = [new DataContent(Files.Jpeg, "image/jpeg")] }, new() { MediaType = "image/png",
        });

        var request = Assert.Single(server.Requests);
        Assert.Equal(
            ("POST", "/upscale", "image/jpeg", "image/png"),
            (request.Method, request.Target, request.Header("Content-Type"), request.Header("Accept")));
        Assert.Equal(Files.Jpeg, request.Body);
        Assert.Equal(Files.Png, Assert.IsType<DataContent>(Assert.Single(response.Contents)).Data.ToArray());
    }

    [Fact]
    public async Task A_callers_URL_is_fetched_first_for_a_provider_that_takes_bytes_only()
    {
        await using var server = MediaServer.Start(
            "hf-inference", "image-to-image", (request, _) =>
                request.Method == "GET" ? Reply.Whole(Files.Jpeg, "image/jpeg") : Image);
        using var router = server.Router("hf-inference");

        await router.AsIImageGenerator(MediaServer.Model, "hf-inference")
            .EditImagesAsync([new UriContent(server.File("in.jpg"), "image/*")], "blue");

        Assert.Equal(["GET /files/in.jpg", "POST /provider/models/model-id"], server.Lines);
        Assert.Null(server.Asked[0].Header("Authorization"));
        Assert.Equal(Convert.ToBase64String(Files.Jpeg), server.Asked[1].Json.GetProperty("inputs").GetString());
    }

    [Theory]
    [InlineData("text/html", "<html>")]
    [InlineData("application/json", "{}")]
    [InlineData("image/png", "")]
    public async Task An_answer_without_an_image_is_an_error(string contentType, string body)
    {
        await using var server = MediaServer.Start(
            "hf-inference", "text-to-image", Reply.Whole(System.Text.Encoding.UTF8.GetBytes(body), contentType));
        using var router = server.Router("hf-inference");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "hf-inference").GenerateImagesAsync("a cat"));

        Assert.Equal((InferenceErrorKind.Protocol, "hf-inference"), (error.Kind, error.Provider));
    }

    [Fact]
    public async Task An_adapter_comes_before_the_callers_own()
    {
        await using var server = MediaServer.Start(
            "fal-ai", "text-to-image", (_, _) =>
                Reply.Json("{}", 500), "fal-ai/flux-lora",
                ""","adapter":"lora","adapterWeightsPath":"w.safetensors" """);
        using var router = server.Router("fal-ai");
        var options = new InferenceImageOptions
        {
            AdditionalProperties = new()
            {
                ["loras"] = new[] { new Dictionary<string, object?> { ["path"] = "own/lora", ["scale"] = 0.5 } },
            },
        };

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "fal-ai").GenerateImagesAsync("a cat", options));

        Assert.Equal(
            ["https://huggingface.co/org/model/resolve/main/w.safetensors", "own/lora"],
            server.Asked[0].Json.GetProperty("loras").EnumerateArray()
            .Select(item => item.GetProperty("path").GetString()));
    }

    [Fact]
    public void A_copy_of_the_options_has_everything()
    {
        var options = new InferenceImageOptions
        {
            Count = 2, ImageSize = new Size(1, 2), MediaType = "image/png", ModelId = "m",
                ResponseFormat = ImageGenerationResponseFormat.Uri, StreamingCount = 3, RawRepresentationFactory = _ =>
                    null,
            AdditionalProperties = new() { ["a"] = 1 }, NegativePrompt = "n", GuidanceScale = 1.5, Steps = 4, Seed = 5,
                Scheduler = "s", Strength = 0.5, Progress = new Progress(),
            AllowBackgroundResponses = true, ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }),
        };

        var copy = options.Clone();

        foreach (var property in typeof(InferenceImageOptions).GetProperties())
        {
            Assert.NotNull(property.GetValue(options));
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        }

        Assert.NotSame(options.AdditionalProperties, copy.AdditionalProperties);
    }

    [Fact]
    public void The_generator_knows_itself_its_router_and_its_metadata()
    {
        using var router = new InferenceRouter(new InferenceProvidersOptions { UseEnvironment = false });
        using var images = router.AsIImageGenerator("org/model");

        Assert.Same(router, images.GetService<InferenceRouter>());
        Assert.Same(images, images.GetService<IImageGenerator>());
        Assert.Null(images.GetService<IChatClient>());
        Assert.Equal(
            ("huggingface", "org/model"),
            (images.GetService<ImageGeneratorMetadata>()!.ProviderName,
                images.GetService<ImageGeneratorMetadata>()!.DefaultModelId));
    }
}
