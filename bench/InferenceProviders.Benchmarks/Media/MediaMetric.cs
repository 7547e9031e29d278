using System.ClientModel;
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;
using OpenAI;

namespace InferenceProviders.Benchmarks.Media;

/// <summary>
/// Files in and out: what a call allocates in all, which is more than it ever has in memory at once. Buffers of the
/// shared pool are rented before.
/// </summary>
internal sealed class MediaMetric : IMetric
{
    private const int ImageBytes = 10 * 1024 * 1024;
    private const int FileBytes = 64 * 1024 * 1024;
    private const long AudioBytes = 200L * 1024 * 1024;
    private const int Times = 5;

    public string Name => "media";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = Conversation.Key,
            RouterEndpoint = contest.Server.For("hub"),
            HubEndpoint = contest.Server.For("hub"),
            AllowLoopbackDownloads = true,
        });
        using var http = new HttpClient();

        var image = contest.Server.For($"image-{ImageBytes}");
        double[] pictures =
        [
            .. (await AllocatedAsync(Picture(router, image), FloorFiles.Picture(http, image), PeerPicture(image)))
                .Select(bytes => bytes / ImageBytes),
        ];
        yield return new(
            "image of 10 MB in base64, allocated, x its bytes", pictures[0], pictures[1], pictures[2], "<= 1.3",
            pictures[0] <= 1.3);

        var question = contest.Server.For("chat");
        double[] questions =
        [
            await FirstAsync(size => Ask(router, question, size)),
            await FirstAsync(size => FloorFiles.Ask(http, question, size)),
            await FirstAsync(size => PeerAsk(question, size)),
        ];
        yield return new(
            "question with an image of 10 MB, allocated, x its bytes", questions[0], questions[1], questions[2],
            "<= 0.3", questions[0] <= 0.3);

        var file = contest.Server.For($"file-{FileBytes}");
        double[] downloads =
        [
            .. (await AllocatedAsync(Download(router, file), FloorFiles.Download(http, file)))
                .Select(bytes => bytes / 1024),
        ];
        yield return Contest.Figure(
            "file of 64 MB to a stream, allocated, KB", downloads[0], downloads[1], "<= 256 KB", downloads[0] <= 256);

        var audio = contest.Server.For("transcript");
        double[] uploads =
        [
            .. (await AllocatedAsync(
                Upload(router, audio), FloorFiles.Upload(http, audio, AudioBytes), PeerUpload(audio)))
                .Select(bytes => bytes / 1024 / 1024),
        ];
        yield return new(
            "audio of 200 MB from a stream, allocated, MB", uploads[0], uploads[1], uploads[2], "<= 16 MB",
            uploads[0] <= 16);
    }

    private static async Task<double[]> AllocatedAsync(params Func<Task<int>>[] operations)
    {
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(1));
        return await Measure.AllocatedAsync(operations, Times);
    }

    /// <summary>
    /// What the first call with a large image allocates, buffers of the shared pool included, as a share of its bytes.
    /// Calls with a small one went before.
    /// </summary>
    private static async Task<double> FirstAsync(Func<int, Func<Task<int>>> ask)
    {
        var small = ask(100 * 1024);
        for (var i = 0; i < 20; i++)
        {
            await small();
        }

        var large = ask(ImageBytes);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await large();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)ImageBytes;
    }

    private static Func<Task<int>> Ask(InferenceRouter router, Uri address, int bytes)
    {
        var chat = router.AsIChatClient(new Uri($"{address}/v1/chat/completions"), "m");
        var image = new DataContent(new byte[bytes], "image/png");
        return async () =>
            (await chat.GetResponseAsync([new ChatMessage(ChatRole.User, [image])])).Text.Length;
    }

    private static Func<Task<int>> PeerAsk(Uri address, int bytes)
    {
        var chat = Client(address).GetChatClient("m").AsIChatClient();
        var image = new DataContent(new byte[bytes], "image/png");
        return async () =>
            (await chat.GetResponseAsync([new ChatMessage(ChatRole.User, [image])])).Text.Length;
    }

    private static Func<Task<int>> Picture(InferenceRouter router, Uri address)
    {
        var images = router.AsIImageGenerator(new Uri($"{address}/v1/images/generations"), "m");
        return async () =>
        {
            var response = await images.GenerateAsync(new(Conversation.Prompt));
            return FloorFiles.Look(((DataContent)response.Contents[0]).Data);
        };
    }

    private static Func<Task<int>> PeerPicture(Uri address)
    {
        var images = Client(address).GetImageClient("m");
        var options = new OpenAI.Images.ImageGenerationOptions
        {
            ResponseFormat = OpenAI.Images.GeneratedImageFormat.Bytes,
        };
        return async () =>
            FloorFiles.Look(
                (await images.GenerateImageAsync(Conversation.Prompt, options)).Value.ImageBytes.ToMemory());
    }

    private static Func<Task<int>> Download(InferenceRouter router, Uri address) => async () =>
    {
        var target = new CountedStream();
        await router.DownloadAsync(address, target);
        return (int)target.Count;
    };

    private static Func<Task<int>> Upload(InferenceRouter router, Uri address)
    {
        var speech = router.AsISpeechToTextClient(new Uri($"{address}/v1/audio/transcriptions"), "m");
        return async () => (await speech.GetTextAsync(new EndlessAudio(AudioBytes))).Text.Length;
    }

    private static Func<Task<int>> PeerUpload(Uri address)
    {
        var speech = Client(address).GetAudioClient("m");
        return async () =>
            (await speech.TranscribeAudioAsync(new EndlessAudio(AudioBytes), "audio.wav")).Value.Text.Length;
    }

    private static OpenAIClient Client(Uri address) =>
        new(new ApiKeyCredential(Conversation.Key), new() { Endpoint = new Uri($"{address}/v1") });
}
