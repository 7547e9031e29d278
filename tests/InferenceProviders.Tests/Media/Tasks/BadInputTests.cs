using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Tasks;

/// <summary>
/// Bad input, the same on every way in: an empty prompt, a provider that nobody knows, one without the task, media of
/// another kind. Results that are too large or lead to addresses of the machine's own are in <c>Downloads</c>, jobs
/// that fail or never finish in <c>Jobs</c>.
/// </summary>
public sealed class BadInputTests
{
    private static readonly DataContent Picture = new(Files.Png, "image/png");
    private static readonly DataContent Recording = new(Files.Wav, "audio/wav");

    /// <summary>Every way in that takes a prompt or a text, with the name of that argument.</summary>
    public static TheoryData<string, Func<InferenceRouter, string, Task>> Prompts => new()
    {
        { "request", (router, prompt) => router.AsIImageGenerator("org/model").GenerateImagesAsync(prompt) },
        { "request", (router, prompt) => router.AsIVideoGenerator("org/model").GenerateVideoAsync(prompt) },
        { "text", (router, prompt) => router.AsITextToSpeechClient("org/model").GetAudioAsync(prompt) },
        { "prompt", (router, prompt) => router.GenerateAudioAsync(prompt, "org/model") },
        { "text", (router, prompt) => router.ClassifyTextAsync(prompt, "org/model") },
        { "text", (router, prompt) => router.ZeroShotClassifyAsync(prompt, ["a"], "org/model") },
        { "text", (router, prompt) => router.ClassifyTokensAsync(prompt, "org/model") },
        { "text", (router, prompt) => router.FillMaskAsync(prompt, "org/model") },
        { "text", (router, prompt) => router.SummarizeAsync(prompt, "org/model") },
        { "text", (router, prompt) => router.TranslateAsync(prompt, "org/model") },
        { "source", (router, prompt) => router.CompareSentencesAsync(prompt, ["a"], "org/model") },
        { "question", (router, prompt) => router.AnswerQuestionAsync(prompt, "a context", "org/model") },
        { "context", (router, prompt) => router.AnswerQuestionAsync("a question", prompt, "org/model") },
        { "question",
            (router, prompt) => router.AnswerTableQuestionAsync(prompt, new() { ["a"] = ["1"] }, "org/model") },
        { "question", (router, prompt) => router.AnswerVisualQuestionAsync(Picture, prompt, "org/model") },
        { "question", (router, prompt) => router.AnswerDocumentQuestionAsync(Picture, prompt, "org/model") },
    };

    /// <summary>Every family of tasks, called at a provider.</summary>
    public static TheoryData<string, Func<InferenceRouter, string, Task>> Calls => new()
    {
        { "feature-extraction",
            (router, provider) => router.AsIEmbeddingGenerator("org/model", provider).GenerateAsync(["a"]) },
        { "text-to-image",
            (router, provider) => router.AsIImageGenerator("org/model", provider).GenerateImagesAsync("a cat") },
        { "image-to-image",
            (router, provider) => router.AsIImageGenerator("org/model", provider).EditImageAsync(Picture, "a cat") },
        { "text-to-video",
            (router, provider) => router.AsIVideoGenerator("org/model", provider).GenerateVideoAsync("a cat") },
        { "automatic-speech-recognition",
            (router, provider) => router.TranscribeAsync(Recording, "org/model", provider: provider) },
        { "text-to-speech",
            (router, provider) => router.AsITextToSpeechClient("org/model", provider).GetAudioAsync("Hello") },
        { "summarization", (router, provider) => router.SummarizeAsync("a text", "org/model", provider: provider) },
        { "object-detection",
            (router, provider) => router.DetectObjectsAsync(Picture, "org/model", provider: provider) },
        { "audio-classification",
            (router, provider) => router.ClassifyAudioAsync(Recording, "org/model", provider: provider) },
        { "tabular-regression",
            (router, provider) => router.PredictTableAsync(new() { ["a"] = ["1"] }, "org/model", provider: provider) },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task An_empty_prompt_is_named_and_nothing_is_sent(
        string argument, Func<InferenceRouter, string, Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var server = ScriptedServer.Start(Reply.Json("{}"));
        using var router = server.Router();

        foreach (var prompt in (string[])["", " \n"])
        {
            Assert.Equal(
                argument, (await Assert.ThrowsAnyAsync<ArgumentException>(() => call(router, prompt))).ParamName);
        }

        Assert.Empty(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_provider_that_nobody_knows_is_an_error_that_names_those_that_serve_the_model(
        string task, Func<InferenceRouter, string, Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var server = MediaServer.Start("hf-inference", task, Reply.Json("{}"));
        using var router = server.Router("hf-inference");

        var error = await Assert.ThrowsAsync<InferenceException>(() => call(router, "no-such-provider"));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("no-such-provider", error.Message, StringComparison.Ordinal);
        Assert.Contains("Providers that do: hf-inference", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_provider_without_the_task_is_an_error_that_names_those_that_have_it(
        string task, Func<InferenceRouter, string, Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var server = MediaServer.Start("cerebras", task, Reply.Json("{}"));
        using var router = server.Router("cerebras");

        var error = await Assert.ThrowsAsync<InferenceException>(() => call(router, "cerebras"));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        var able = ProviderRegistry.BuiltIn.All.Where(provider => provider.Supports(new InferenceTask(task)))
            .Select(provider => provider.Name).Order(StringComparer.Ordinal);
        Assert.Contains(
            $"cerebras does not support '{task}'. Providers that do: {string.Join(", ", able)}.", error.Message,
            StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    public static TheoryData<string, string, Func<InferenceRouter, Task>> WrongMedia => new()
    {
        { "image-classification", "audio/wav", router => router.ClassifyImageAsync(Recording, MediaServer.Model) },
        { "object-detection", "audio/wav", router => router.DetectObjectsAsync(Files.Wav, MediaServer.Model) },
        { "image-to-text", "text/html",
            router =>
                router.DescribeImageAsync(
                    InferenceMedia.FromBytes("<html>"u8.ToArray(), "text/html"), MediaServer.Model) },
        { "audio-classification", "image/png", router => router.ClassifyAudioAsync(Picture, MediaServer.Model) },
        { "automatic-speech-recognition", "image/png", router => router.TranscribeAsync(Files.Png, MediaServer.Model) },
    };

    [Theory]
    [MemberData(nameof(WrongMedia))]
    public async Task Media_of_another_kind_is_refused_before_the_provider_is_asked(
        string task, string mediaType, Func<InferenceRouter, Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var server = MediaServer.Start("hf-inference", task, Reply.Json("[]"));
        using var router = server.Router("hf-inference", options => options.RouterEndpoint = server.Server.Address);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call(router));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains($"'{mediaType}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Ten_gigabytes_of_picture_are_refused_before_they_are_read()
    {
        await using var server = MediaServer.Start("hf-inference", "image-classification", Reply.Json("[]"));
        using var router = server.Router("hf-inference", options => options.RouterEndpoint = server.Server.Address);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "huge.png");
            using (var file = File.Create(path))
            {
                // A hole: it takes no place on the disk.
                file.Write(Files.Png);
                file.SetLength(10L << 30);
            }

            var error = await Assert.ThrowsAsync<InferenceException>(
                () => router.ClassifyImageAsync(InferenceMedia.FromFile(path), MediaServer.Model));

            Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
            Assert.Contains("RequestBytes", error.Message, StringComparison.Ordinal);
            Assert.Empty(server.Asked);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
