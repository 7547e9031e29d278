using System.Text.Json.Nodes;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Tasks;

/// <summary>Embeddings, speech and typed tasks over real sockets.</summary>
public sealed class EmulatedTaskTests
{
    [Theory]
    [InlineData("cohere", "embed-v4.0")]
    [InlineData("deepinfra", "Qwen/Qwen3-Embedding-8B")]
    [InlineData("scaleway", "Qwen/Qwen3-Embedding-8B")]
    [InlineData("together", "intfloat/multilingual-e5-large-instruct")]
    [InlineData("hf-inference", "intfloat/multilingual-e5-large-instruct")]
    [InlineData("nebius", "Qwen/Qwen3-Embedding-8B")]
    [InlineData("sambanova", "intfloat/e5-mistral-7b-instruct")]
    public async Task Embeddings_have_length_one_and_similar_texts_are_nearer(string provider, string model)
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { KeepDroppedProviders = true });
        using var router = new InferenceRouter(emulator.RouterOptions(provider == "cohere" ? [provider] : []));
        using var generator = router.AsIEmbeddingGenerator(model, provider);
        string[] texts = [
            "The cat sleeps on the sofa.", "A cat is asleep on a sofa.", "Interest rates rose again in May."];

        var vectors = await generator.GenerateAsync(texts);
        var small = await generator.GenerateAsync(texts, new() { AdditionalProperties = new() { ["batch_size"] = 1 } });

        Assert.All(vectors, vector => Assert.Equal(1, Dot(vector, vector), 4));
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]) + 0.2);
        Assert.Equal(
            vectors.Select(vector => vector.Vector.ToArray()), small.Select(vector => vector.Vector.ToArray()));
        Assert.Equal(provider, vectors.GetRoutingReport()!.Provider);
    }

    [Theory]
    [InlineData("deepinfra", "nvidia/nemotron-3.5-asr-streaming-0.6b", "deepinfra", "hexgrad/Kokoro-82M")]
    [InlineData("fal-ai", "openai/whisper-large-v3", "fal-ai", "hexgrad/Kokoro-82M")]
    [InlineData("hf-inference", "openai/whisper-large-v3", "hf-inference", "espnet/kan-bayashi_ljspeech_vits")]
    [InlineData("replicate", "openai/whisper-large-v3", "replicate", "hexgrad/Kokoro-82M")]
    [InlineData("together", "openai/whisper-large-v3", "together", "hexgrad/Kokoro-82M")]
    public async Task What_one_model_says_another_understands(
        string listener, string listening, string speaker, string speaking)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        using var voice = router.AsITextToSpeechClient(speaking, speaker);
        using var ear = router.AsISpeechToTextClient(listening, listener);

        var spoken = await voice.GetAudioAsync("The quick brown fox jumps.");
        var audio = Assert.IsType<DataContent>(Assert.Single(spoken.Contents));
        using var stream = new MemoryStream(audio.Data.ToArray());
        var heard = await ear.GetTextAsync(stream, new InferenceSpeechToTextOptions { ReturnTimestamps = true });

        Assert.Equal("audio/wav", audio.MediaType);
        Assert.Equal("The quick brown fox jumps.", heard.Text);
        var segment = Assert.Single(heard.GetSegments());
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(1)), (segment.Start, segment.End));
        Assert.Equal((speaker, listener), (spoken.GetRoutingReport()!.Provider, heard.GetRoutingReport()!.Provider));
    }

    [Fact]
    public async Task A_transcript_is_streamed_as_one_update_with_its_report()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        using var ear = router.AsISpeechToTextClient("openai/whisper-large-v3", "together");
        using var stream = new MemoryStream([0xFF, 0xFB, 1, 2, 3, 4]);

        var updates = new List<SpeechToTextResponseUpdate>();
        await foreach (var update in ear.GetStreamingTextAsync(stream))
        {
            updates.Add(update);
        }

        Assert.Equal("I hear 6 bytes of audio.", Assert.Single(updates).Text);
        Assert.Contains("filename=\"audio.mp3\"", emulator.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_classified_compared_and_changed()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());

        var mood = await router.ClassifyTextAsync("I love this, great!", "ProsusAI/finbert", new() { TopK = 2 });
        var topic = await router.ZeroShotClassifyAsync(
            "I would like a refund", ["legal", "refund", "faq"], "facebook/bart-large-mnli");
        var near = await router.CompareSentencesAsync(
            "a red car", ["a red truck", "the sea at night"], "sentence-transformers/all-MiniLM-L6-v2");
        var words = await router.FillMaskAsync("[MASK] world!", "google-bert/bert-base-uncased", new() { TopK = 1 });
        var names = await router.ClassifyTokensAsync("My name is Sarah.", "dslim/bert-base-NER");
        var summary = await router.SummarizeAsync("It rains. Then it stops.", "facebook/bart-large-cnn");
        var answers = await router.AnswerQuestionAsync(
            "What is my name?", "I live in Rome. My name is Clara.", "deepset/roberta-base-squad2");
        var both = await router.TranslateAsync(["one", "two"], "google-t5/t5-small", new() { TargetLanguage = "de" });

        Assert.Equal("positive", mood[0].Label);
        Assert.Equal(2, mood.Count);
        Assert.Equal("refund", topic[0].Label);
        Assert.Equal(1, topic.Sum(label => label.Score), 3);
        Assert.True(near[0] > near[1]);
        Assert.Equal("hello world!", Assert.Single(words).Sequence);
        Assert.Equal("Sarah", Assert.Single(names, name => name.Word == "Sarah").Word);
        Assert.Equal("It rains.", summary.Text);
        Assert.Equal("Clara", answers[0].Text);
        Assert.Equal(["[de] one", "[de] two"], both.Select(text => text.Text));
        Assert.Equal("hf-inference", summary.Report.Provider);
    }

    [Fact]
    public async Task Tables_are_asked_and_predicted()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var table = new InferenceTable { ["Repository"] = ["Transformers", "Datasets"], ["Stars"] = ["36542", "4512"] };

        var answer = await router.AnswerTableQuestionAsync(
            "How many stars has Datasets?", table, "google/tapas-base-finetuned-wtq");
        var numbers = await router.PredictTableAsync(
            new() { ["Height"] = ["1.5", "2"], ["Width"] = ["2", "3"] }, "scikit-learn/Fish-Weight");

        Assert.Equal(("4512", (1, 1)), (answer.Text, answer.Coordinates[0]));
        Assert.Equal([3.5, 5], numbers);
    }

    [Fact]
    public async Task Images_and_audio_are_understood()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        using var painter = router.AsIImageGenerator("black-forest-labs/FLUX.1-dev", "hf-inference");
        var painted = await painter.GenerateAsync(new() { Prompt = "a blue ground" });
        var image = InferenceMedia.FromContent(painted.Contents[0]);

        var caption = await router.DescribeImageAsync(image, "Salesforce/blip-image-captioning-large");
        var found = await router.DetectObjectsAsync(image, "facebook/detr-resnet-50", new() { Threshold = 0.5 });
        var masks = await router.SegmentImageAsync(image, "briaai/RMBG-2.0");
        var answer = await router.AnswerVisualQuestionAsync(image, "Which colour?", "dandelin/vilt-b32-finetuned-vqa");
        var read = await router.DescribeImageAsync(image, "zai-org/GLM-OCR");
        var music = await router.GenerateAudioAsync("soft piano", "stabilityai/stable-audio-open-1.0");
        var tracks = await router.TransformAudioAsync(
            InferenceMedia.FromContent(music.Audio), "speechbrain/sepformer-wham");

        Assert.Contains("256 × 256 pixels", caption.Text, StringComparison.Ordinal);
        Assert.Equal(new PixelBox(0, 0, 256, 256), Assert.Single(found).Box);
        Assert.Equal("image/png", Assert.Single(masks).Mask.MediaType);
        Assert.Equal("blue", answer[0].Text);
        Assert.Contains("blue", read.Text, StringComparison.Ordinal);
        Assert.Equal("fal-ai", music.Report.Provider);
        Assert.Equal("audio/wav", Assert.Single(tracks).Audio.MediaType);
    }

    [Fact]
    public async Task A_request_of_ones_own_reaches_the_providers_route_with_its_authorization()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var body = new JsonObject { ["model"] = "Qwen/Qwen3-Embedding-8B", ["input"] = "x", ["dimensions"] = 4 };

        var response = await router.SendAsync(new InferenceRequest
        {
            Provider = "deepinfra",
            Path = "/v1/openai/embeddings",
            Json = body,
        });

        Assert.Equal(4, response.Json.Root.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Equal(("deepinfra", AuthMode.Routed), (response.Report.Provider, response.Report.AuthMode));
        Assert.Equal($"Bearer {emulator.Token}", emulator.Requests[^1].Headers["authorization"]);
    }

    [Fact]
    public async Task A_refusal_of_a_request_of_ones_own_is_a_typed_error_and_not_repeated()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var request = new InferenceRequest
        {
            Provider = "deepinfra",
            Path = "/v1/openai/embeddings",
            Json = new JsonObject { ["model"] = "Qwen/Qwen3-Embedding-8B" },
        };

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.SendAsync(request));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("'input'", error.Message, StringComparison.Ordinal);
        Assert.Single(emulator.Requests);
    }

    private static double Dot(Embedding<float> first, Embedding<float> second) =>
        first.Vector.ToArray().Zip(second.Vector.ToArray(), (a, b) => (double)a * b).Sum();
}
