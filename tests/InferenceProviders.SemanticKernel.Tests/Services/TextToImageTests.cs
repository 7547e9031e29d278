using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextToImage;

namespace InferenceProviders.SemanticKernel.Tests.Services;

public sealed class TextToImageTests : IAsyncLifetime
{
    private const string Prompt = "A blue house by the sea";

    private EmulatedServices _services = null!;

    private ITextToImageService Images => _services.Get<ITextToImageService>();

    public async Task InitializeAsync() => _services = await EmulatedServices.StartAsync(services => services
        .AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-schnell")
        .AddInferenceProvidersTextToImage("black-forest-labs/FLUX.1-dev", "hf-inference", "bytes"));

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task An_image_is_the_providers_address_where_it_has_one()
    {
        var image = Assert.Single(await Images.GetImageContentsAsync(new TextContent(Prompt)));

        Assert.NotNull(image.Uri);
        Assert.Null(image.Data);
        Assert.Equal(Prompt, (string?)Sent()["prompt"]);
        var report = image.GetRoutingReport()!;
        Assert.Equal(("fal-ai", "black-forest-labs/FLUX.1-schnell"), (report.Provider, report.Model));
        Assert.Equal("fal-ai", image.Metadata!["Provider"]);
        Assert.Equal("black-forest-labs/FLUX.1-schnell", image.Metadata["Model"]);
        Assert.Equal("black-forest-labs/FLUX.1-schnell", image.ModelId);
    }

    [Fact]
    public async Task The_address_is_that_of_an_image()
    {
        var image = Assert.Single(await Images.GetImageContentsAsync(new TextContent(Prompt)));
        using var http = new HttpClient();

        var bytes = await http.GetByteArrayAsync(image.Uri);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("b64_json")]
    public async Task It_is_bytes_when_they_are_asked_for(string format)
    {
        var image = Assert.Single(
            await Images.GetImageContentsAsync(new TextContent(Prompt), Settings(("response_format", format))));

        Assert.Null(image.Uri);
        Assert.Equal("image/png", image.MimeType);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.Data!.Value[..4].ToArray());
    }

    [Fact]
    public async Task It_is_bytes_where_no_provider_has_addresses()
    {
        var image = Assert.Single(
            await _services.Get<ITextToImageService>("bytes").GetImageContentsAsync(new TextContent(Prompt)));

        Assert.Null(image.Uri);
        Assert.False(image.Data!.Value.IsEmpty);
        Assert.Equal("hf-inference", image.GetRoutingReport()!.Provider);
        Assert.Single(_services.Emulator.Calls());
    }

    [Fact]
    public async Task An_address_that_no_provider_has_is_an_error_when_it_is_asked_for()
    {
        var error = await Assert.ThrowsAsync<InferenceException>(() =>
            _services.Get<ITextToImageService>("bytes")
                .GetImageContentsAsync(new TextContent(Prompt), Settings(("response_format", "url"))));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(_services.Emulator.Calls());
    }

    [Fact]
    public async Task A_failure_that_was_sent_is_not_tried_again_in_the_other_form()
    {
        _services.Emulator.Script.For(provider: "hf-inference").Fail(400, """{"error":"no"}""");

        await Assert.ThrowsAsync<InferenceException>(
            () => _services.Get<ITextToImageService>("bytes").GetImageContentsAsync(new TextContent(Prompt)));

        Assert.Single(_services.Emulator.Calls());
    }

    /// <summary>As Semantic Kernel's GenerateImageAsync sends it.</summary>
    [Fact]
    public async Task Width_and_height_are_the_size()
    {
        await Images.GetImageContentsAsync(new TextContent(Prompt), Settings(("width", 512), ("height", 320)));

        Assert.Equal((512, 320), ((int)Sent()["image_size"]!["width"]!, (int)Sent()["image_size"]!["height"]!));
    }

    [Fact]
    public async Task So_is_a_text()
    {
        await Images.GetImageContentsAsync(new TextContent(Prompt), Settings(("size", "640x384")));

        Assert.Equal((640, 384), ((int)Sent()["image_size"]!["width"]!, (int)Sent()["image_size"]!["height"]!));
    }

    [Fact]
    public async Task Parameters_reach_the_wire_and_the_seed_the_metadata()
    {
        var settings = Settings(
            ("seed", 42), ("num_inference_steps", 4), ("guidance_scale", 3.5), ("n", 2), ("acceleration", "regular"));

        var images = await Images.GetImageContentsAsync(new TextContent(Prompt), settings);

        Assert.Equal(2, images.Count);
        Assert.Equal(
            (42, 4, 3.5, 2, "regular"),
            ((int)Sent()["seed"]!, (int)Sent()["num_inference_steps"]!, (double)Sent()["guidance_scale"]!,
                (int)Sent()["num_images"]!, (string?)Sent()["acceleration"]));
        Assert.All(images, image => Assert.Equal(42L, Convert.ToInt64(image.Metadata!["Seed"], null)));
        Assert.Equal(5, settings.ExtensionData!.Count);
    }

    [Fact]
    public async Task A_negative_prompt_reaches_the_wire()
    {
        await _services.Get<ITextToImageService>("bytes")
            .GetImageContentsAsync(new TextContent(Prompt), Settings(("negative_prompt", "people")));

        Assert.Equal("people", (string?)Sent()["parameters"]!["negative_prompt"]);
    }

    /// <summary>Settings that were read from a prompt's YAML or JSON.</summary>
    [Fact]
    public async Task Settings_may_be_json()
    {
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
            """{"width":512.0,"height":"320","seed":7,"size":null,"response_format":"bytes"}""")!;
        var settings = new PromptExecutionSettings
        {
            ExtensionData = json.ToDictionary(pair => pair.Key, pair => (object)pair.Value),
        };

        var image = Assert.Single(await Images.GetImageContentsAsync(new TextContent(Prompt), settings));

        Assert.NotNull(image.Data);
        Assert.Equal(
            (512, 320, 7),
            ((int)Sent()["image_size"]!["width"]!, (int)Sent()["image_size"]!["height"]!, (int)Sent()["seed"]!));
    }

    [Fact]
    public async Task Settings_may_name_another_model()
    {
        var image = Assert.Single(
            await Images.GetImageContentsAsync(
                new TextContent(Prompt),
                new PromptExecutionSettings { ModelId = "stabilityai/stable-diffusion-xl-base-1.0" }));

        Assert.Equal("stabilityai/stable-diffusion-xl-base-1.0", image.GetRoutingReport()!.Model);
    }

    [Theory]
    [InlineData("'n' in ExtensionData must be a whole number greater than zero", "n", 0)]
    [InlineData("'n' in ExtensionData must be a whole number greater than zero", "n", "many")]
    [InlineData("'size' in ExtensionData must have the form '1024x768'", "size", "large")]
    [InlineData("'size' in ExtensionData must be a text", "size", 512)]
    [InlineData("'response_format' in ExtensionData must be 'url' or 'bytes'", "response_format", "hologram")]
    public async Task A_wrong_setting_is_explained_and_nothing_is_sent(string problem, string name, object value)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => Images.GetImageContentsAsync(new TextContent(Prompt), Settings((name, value))));

        Assert.StartsWith(problem, error.Message, StringComparison.Ordinal);
        Assert.Empty(_services.Emulator.Requests);
    }

    [Fact]
    public async Task Settings_of_another_connector_are_refused_rather_than_half_read()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => Images.GetImageContentsAsync(new TextContent(Prompt), new OtherSettings { Quality = "high" }));

        Assert.Contains(
            "The properties that OtherSettings adds would be lost", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task An_empty_prompt_is_refused(string? prompt) =>
        await Assert.ThrowsAsync<ArgumentException>(
            "input", () => Images.GetImageContentsAsync(new TextContent(prompt)));

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Images.GetImageContentsAsync(new TextContent(Prompt), cancellationToken: cancelled.Token));
    }

    private JsonNode Sent() => _services.Emulator.LastCall().Json!;

    private static PromptExecutionSettings Settings(params (string Name, object Value)[] data) =>
        new() { ExtensionData = data.ToDictionary(pair => pair.Name, pair => pair.Value) };

    private sealed class OtherSettings : PromptExecutionSettings
    {
        public string? Quality { get; init; }
    }
}
