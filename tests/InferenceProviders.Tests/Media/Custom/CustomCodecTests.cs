using System.Text.Json.Nodes;
using InferenceProviders.Catalog;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Custom;

/// <summary>
/// Providers of a caller's own for images, speech and embeddings, over real sockets: what a codec gets, what it sends,
/// and how its failures end.
/// </summary>
public sealed class CustomCodecTests
{
    private static readonly string Png = Convert.ToBase64String(Files.Png);

    [Fact]
    public async Task An_image_provider_gets_the_specified_parameters_and_gives_bytes()
    {
        await using var server = MediaServer.Start("acme", "text-to-image", Reply.Json($$"""{"art":["{{Png}}"]}"""));
        using var router = Router(server, new AcmeImages());

        var response = await router.AsIImageGenerator(MediaServer.Model, "acme").GenerateImagesAsync(
            "a cat", new ImageGenerationOptions { ImageSize = new(64, 32),
                AdditionalProperties = new() { ["style"] = "ink" } });

        Assert.Equal(Files.Png, Assert.IsType<DataContent>(Assert.Single(response.Contents)).Data.ToArray());
        var sent = Assert.Single(server.Asked);
        Assert.Equal("POST /provider/v1/draw/model-id", $"{sent.Method} {sent.Target}");
        Assert.Equal($"Bearer {MediaServer.Key}", sent.Header("authorization"));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"style":"ink","width":64,"height":32,"description":"a cat"}"""),
            JsonNode.Parse(sent.Text)), sent.Text);
        Assert.Equal("acme", response.GetRoutingReport()!.Provider);
    }

    [Fact]
    public async Task More_images_than_a_request_makes_are_refused_before_anything_is_sent()
    {
        await using var server = MediaServer.Start("acme", "text-to-image", Reply.Json("{}"));
        using var router = Router(server, new AcmeImages());

        var error = await Assert.ThrowsAsync<InferenceException>(() =>
            router.AsIImageGenerator(MediaServer.Model, "acme")
                .GenerateImagesAsync("a cat", new ImageGenerationOptions { Count = 3 }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task An_answer_without_an_image_says_what_is_missing()
    {
        await using var server = MediaServer.Start("acme", "text-to-image", Reply.Json("""{"art":[]}"""));
        using var router = Router(server, new AcmeImages());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "acme").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("without an image in 'art'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_waited_for_and_its_result_is_fetched_without_the_key()
    {
        MediaServer? running = null;
        await using var server = running = MediaServer.Start("acme", "text-to-image", (request, index) => index switch
        {
            0 => Reply.Json("""{"job":"j1"}"""),
            1 => Reply.Json("""{"state":"running"}"""),
            2 => Reply.Json($$"""{"state":"ready","url":"{{running!.Server.Address}}files/1.png"}"""),
            _ => Reply.Whole(Files.Png, "image/png"),
        });
        using var router = Router(server, new AcmeQueue());

        var response = await router.AsIImageGenerator(MediaServer.Model, "acme").GenerateImagesAsync("a cat");

        Assert.Equal("image/png", Assert.IsType<DataContent>(Assert.Single(response.Contents)).MediaType);
        Assert.Equal(
            ["POST /provider/jobs", "GET /provider/jobs/j1", "GET /provider/jobs/j1", "GET /files/1.png"],
            server.Lines);
        Assert.Null(server.Asked[3].Header("authorization"));
    }

    [Fact]
    public async Task A_job_that_failed_is_not_started_again()
    {
        await using var server = MediaServer.Start(
            "acme", "text-to-image", Reply.Json("""{"job":"j1"}"""),
            Reply.Json("""{"state":"failed","why":"out of paint"}"""));
        using var router = Router(server, new AcmeQueue());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "acme").GenerateImagesAsync("a cat"));

        Assert.Contains("out of paint", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task A_provider_speaks()
    {
        await using var server = MediaServer.Start("acme", "text-to-speech", Reply.Whole(Files.Wav, "audio/wav"));
        using var router = Router(server, new AcmeVoice());

        var response = await router.AsITextToSpeechClient(
            MediaServer.Model, "acme").GetAudioAsync("hello", new() { VoiceId = "ada" });

        Assert.Equal(Files.Wav, response.Contents.OfType<DataContent>().Single().Data.ToArray());
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"voice":"ada","say":"hello"}"""), JsonNode.Parse(server.Asked[0].Text)),
                server.Asked[0].Text);
    }

    [Fact]
    public async Task A_provider_listens()
    {
        await using var server = MediaServer.Start(
            "acme", "automatic-speech-recognition",
            Reply.Json("""{"text":"hello","segments":[{"text":"hello","start":0,"end":1.5}]}"""));
        using var router = Router(server, new AcmeEar());

        var response = await router.AsISpeechToTextClient(MediaServer.Model, "acme")
            .GetTextAsync(new MemoryStream(Files.Wav));

        Assert.Equal(("hello", TimeSpan.FromSeconds(1.5)), (response.Text, response.EndTime));
        Assert.Equal("audio/wav", server.Asked[0].Header("content-type"));
    }

    [Fact]
    public async Task A_provider_embeds_in_batches_and_keeps_the_order()
    {
        await using var server = MediaServer.Start("acme", "feature-extraction", (request, _) =>
            Reply.Json(
                new JsonArray(
                    [.. JsonNode.Parse(request.Text)!["texts"]!.AsArray().Select(
                        text => (JsonNode)new JsonArray(text!.GetValue<string>().Length, 1))]).ToJsonString()));
        using var router = Router(server, new AcmeVectors());

        var vectors = await router.AsIEmbeddingGenerator(MediaServer.Model, "acme").GenerateAsync(["a", "bb", "ccc"]);

        Assert.Equal([1f, 2f, 3f], vectors.Select(vector => vector.Vector.Span[0]));
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task Another_number_of_vectors_than_of_texts_is_an_error()
    {
        await using var server = MediaServer.Start("acme", "feature-extraction", Reply.Json("[[1]]"));
        using var router = Router(server, new AcmeVectors());

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIEmbeddingGenerator(MediaServer.Model, "acme").GenerateAsync(["a", "b"]));

        Assert.Contains("1 vectors for 2 texts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_takes_one_codec_for_a_task()
    {
        Assert.Throws<ArgumentException>(() => new Provider("acme") { Codecs = [new AcmeImages(), new AcmeQueue()] });
        Assert.Throws<ArgumentNullException>(() => new Provider("acme") { Codecs = [null!] });
        Assert.Throws<ArgumentException>(() => new AcmeImages(InferenceTask.TextToVideo));
        Assert.Equal([InferenceTask.TextToImage], new Provider("acme") { Codecs = [new AcmeImages()] }.Tasks);
    }

    private static InferenceRouter Router(MediaServer server, TaskCodec codec) =>
        server.Router(
            "acme", options =>
                options.Providers.Add(new Provider("acme", new Uri("https://api.acme.example")) { Codecs = [codec] }));

    private sealed class AcmeImages(InferenceTask? task = null) : ImageCodec(task ?? InferenceTask.TextToImage)
    {
        protected internal override async Task<IReadOnlyList<AIContent>> GenerateAsync(
            ImageCodecRequest request, ProviderExchange exchange)
        {
            request.Parameters["description"] = request.Prompt;
            var response = await exchange.PostJsonAsync("/v1/draw/{model}", request.Parameters);
            var art = response.Json.GetProperty("art");
            return art.GetArrayLength() > 0
                ? [.. art.EnumerateArray().Select(image => new DataContent(image.GetBytesFromBase64(), "image/png"))]
                : throw response.Unexpected("an image in 'art'");
        }
    }

    private sealed class AcmeQueue() : ImageCodec(InferenceTask.TextToImage)
    {
        public override bool IsRepeatable => false;

        protected internal override async Task<IReadOnlyList<AIContent>> GenerateAsync(
            ImageCodecRequest request, ProviderExchange exchange)
        {
            var job = (await exchange.PostJsonAsync("/jobs", new() { ["prompt"] = request.Prompt })).Json.GetProperty(
                "job").GetString()!;
            var done = await exchange.WaitForJobAsync(
                $"/jobs/{job}", job, TimeSpan.FromMilliseconds(1), answer =>
                    answer.Json.GetProperty("state").GetString() switch
            {
                "ready" => true,
                "failed" => throw answer.Failed(answer.Json.GetProperty("why").GetString()),
                _ => false,
            });
            return [await exchange.DownloadAsync(done.Json.GetProperty("url").GetString()!)];
        }
    }

    private sealed class AcmeVoice : SpeechCodec
    {
        protected internal override async Task<DataContent> SpeakAsync(
            string text, JsonObject parameters, ProviderExchange exchange)
        {
            parameters["say"] = text;
            var response = await exchange.PostJsonAsync("/speak", parameters);
            return new(response.Body, response.MediaType!);
        }
    }

    private sealed class AcmeEar : TranscriptionCodec
    {
        protected internal override Task<ProviderResponse> TranscribeAsync(
            DataContent audio, JsonObject parameters, ProviderExchange exchange)
        {
            var content = new ByteArrayContent(audio.Data.ToArray());
            content.Headers.ContentType = new(audio.MediaType);
            return exchange.PostAsync("/listen", content);
        }
    }

    private sealed class AcmeVectors : EmbeddingCodec
    {
        protected internal override int MaxBatch => 2;

        protected internal override async Task<IReadOnlyList<float[]>> EmbedAsync(
            IReadOnlyList<string> texts, int? dimensions, JsonObject parameters, ProviderExchange exchange)
        {
            var response = await exchange.PostJsonAsync(
                "/embed", new() { ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) });
            return [
                .. response.Json.EnumerateArray()
                .Select(vector => vector.EnumerateArray().Select(number => number.GetSingle()).ToArray())];
        }
    }
}
