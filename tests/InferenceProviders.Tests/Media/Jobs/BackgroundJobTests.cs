using System.Text;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Jobs;

/// <summary>
/// Jobs that one router starts and another one goes on with, at every provider that queues, over the emulator.
/// </summary>
public sealed class BackgroundJobTests
{
    private const string Prompt = "a heron over the marsh";

    [Theory]
    [InlineData("fal-ai")]
    [InlineData("novita")]
    [InlineData("replicate")]
    [InlineData("together")]
    [InlineData("wavespeed")]
    public async Task A_video_is_submitted_by_one_router_and_fetched_by_another(string provider)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var model = ModelOf(emulator, "text-to-video", provider);
        byte[] token;
        using (var one = new InferenceRouter(emulator.RouterOptions(provider)))
        {
            var started = await one.AsIVideoGenerator(
                model, provider).GenerateAsync(new(Prompt), new() { AllowBackgroundResponses = true });
            Assert.Empty(started.Contents);
            token = started.ContinuationToken!.ToBytes().ToArray();
        }

        NothingSecretIn(token, emulator.ProviderKey(provider));
        using var two = new InferenceRouter(emulator.RouterOptions(provider));
        var done = await two.AsIVideoGenerator(model, provider).GenerateAsync(
            new(Prompt), new() { ContinuationToken = ResponseContinuationToken.FromBytes(token) });

        Assert.Null(done.ContinuationToken);
        Assert.True(Assert.IsType<DataContent>(Assert.Single(done.Contents)).Data.Length > 0);
        Assert.Equal(
            provider, ((RoutingReport)done.AdditionalProperties!.Values.OfType<RoutingReport>().Single()).Provider);
        Assert.Single(emulator.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("fal-ai")]
    [InlineData("replicate")]
    [InlineData("wavespeed")]
    [InlineData("zai-org")]
    public async Task An_image_too_and_it_can_be_looked_for_until_it_is_there(string provider)
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 3 });
        var model = ModelOf(emulator, "text-to-image", provider);
        using var one = new InferenceRouter(emulator.RouterOptions(provider));
        var options = new InferenceImageOptions { AllowBackgroundResponses = true };
        var response = await one.AsIImageGenerator(model, provider).GenerateAsync(new(Prompt), options);
        var looks = 0;
        using var two = new InferenceRouter(emulator.RouterOptions(provider));
        while (response.GetContinuationToken() is { } token)
        {
            NothingSecretIn(token.ToBytes().ToArray(), emulator.ProviderKey(provider));
            looks++;
            options = (InferenceImageOptions)options.Clone();
            options.ContinuationToken = ResponseContinuationToken.FromBytes(token.ToBytes());
            response = await two.AsIImageGenerator(model, provider).GenerateAsync(new(Prompt), options);
        }

        Assert.InRange(looks, 2, 5);
        Assert.Single(response.Contents);
        Assert.Equal(provider, response.GetRoutingReport()!.Provider);
        Assert.Single(emulator.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("black-forest-labs", "text-to-image")]
    [InlineData("fal-ai", "audio-to-audio")]
    [InlineData("fal-ai", "image-segmentation")]
    [InlineData("fal-ai", "image-text-to-image")]
    [InlineData("fal-ai", "image-text-to-video")]
    [InlineData("fal-ai", "image-to-image")]
    [InlineData("fal-ai", "image-to-video")]
    [InlineData("fal-ai", "text-to-audio")]
    [InlineData("fal-ai", "text-to-image")]
    [InlineData("fal-ai", "text-to-video")]
    [InlineData("novita", "image-text-to-video")]
    [InlineData("novita", "text-to-video")]
    [InlineData("replicate", "automatic-speech-recognition")]
    [InlineData("replicate", "image-to-image")]
    [InlineData("replicate", "text-to-image")]
    [InlineData("replicate", "text-to-speech")]
    [InlineData("replicate", "text-to-video")]
    [InlineData("together", "image-to-video")]
    [InlineData("together", "text-to-video")]
    [InlineData("wavespeed", "image-text-to-image")]
    [InlineData("wavespeed", "image-text-to-video")]
    [InlineData("wavespeed", "image-to-image")]
    [InlineData("wavespeed", "image-to-video")]
    [InlineData("wavespeed", "text-to-image")]
    [InlineData("wavespeed", "text-to-video")]
    [InlineData("zai-org", "text-to-image")]
    public async Task Whatever_is_queued_is_looked_for_fetched_and_canceled_by_its_token(string provider, string task)
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 1 });
        var job = new BackgroundCall(task, provider, BackgroundCall.ModelOf(emulator, task, provider));
        ResponseContinuationToken fetched, canceled;
        using (var one = new InferenceRouter(emulator.RouterOptions(provider)))
        {
            fetched = (await job.RunAsync(one, background: true)).Token!;
            canceled = (await job.RunAsync(one, background: true)).Token!;
        }

        NothingSecretIn(fetched.ToBytes().ToArray(), emulator.ProviderKey(provider));
        using var two = new InferenceRouter(emulator.RouterOptions(provider));
        var looked = await job.RunAsync(two, background: true, Copy(fetched));
        Assert.Equal(0, looked.Bytes);
        var done = await job.RunAsync(two, background: false, Copy(looked.Token!));
        Assert.Null(done.Token);
        Assert.True(done.Bytes > 0);
        Assert.Equal(2, emulator.Requests.Count(request => request.Method == "POST"));

        if (provider is "fal-ai" or "replicate")
        {
            await two.CancelJobAsync(Copy(canceled));
            var error = await Assert.ThrowsAsync<InferenceException>(
                () => job.RunAsync(two, background: false, Copy(canceled)));
            Assert.Contains("cancel", error.Message, StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            var error = await Assert.ThrowsAsync<InferenceException>(() => two.CancelJobAsync(Copy(canceled)));
            Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        }

        static ResponseContinuationToken Copy(ResponseContinuationToken token) =>
            ResponseContinuationToken.FromBytes(token.ToBytes().ToArray());
    }

    [Fact]
    public async Task A_token_of_another_task_is_refused()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions("fal-ai"));
        var video = new BackgroundCall(
            "text-to-video", "fal-ai", BackgroundCall.ModelOf(emulator, "text-to-video", "fal-ai"));
        var token = (await video.RunAsync(router, background: true)).Token!;

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.GenerateAudioAsync(Prompt, video.Model, new() { ContinuationToken = token }, "fal-ai"));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("belongs to a job of another task, 'text-to-video'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speech_is_started_and_fetched_too()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions("replicate"));
        var model = ModelOf(emulator, "text-to-speech", "replicate");
        var options = new InferenceTextToSpeechOptions { AllowBackgroundResponses = true };
        var started = await router.AsITextToSpeechClient(model, "replicate").GetAudioAsync("Hello", options);
        if (started.GetContinuationToken() is { } token)
        {
            started = await router.AsITextToSpeechClient(model, "replicate").GetAudioAsync(
                "Hello", new InferenceTextToSpeechOptions { ContinuationToken = token });
        }

        Assert.Null(started.GetContinuationToken());
        Assert.IsType<DataContent>(Assert.Single(started.Contents));
        Assert.Single(emulator.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_job_is_cancelled_by_its_token()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 1000 });
        var model = ModelOf(emulator, "text-to-video", "fal-ai");
        using var one = new InferenceRouter(emulator.RouterOptions("fal-ai"));
        var started = await one.AsIVideoGenerator(
            model, "fal-ai").GenerateAsync(new(Prompt), new() { AllowBackgroundResponses = true });
        using var two = new InferenceRouter(emulator.RouterOptions("fal-ai"));

        await two.CancelJobAsync(started.ContinuationToken!);

        Assert.Contains("/cancel?", emulator.Requests[^1].Path, StringComparison.Ordinal);
        Assert.Equal("PUT", emulator.Requests[^1].Method);
    }

    [Fact]
    public async Task A_provider_that_cannot_cancel_says_so()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var model = ModelOf(emulator, "text-to-video", "together");
        using var router = new InferenceRouter(emulator.RouterOptions("together"));
        var started = await router.AsIVideoGenerator(
            model, "together").GenerateAsync(new(Prompt), new() { AllowBackgroundResponses = true });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.CancelJobAsync(started.ContinuationToken!));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("together does not support canceling jobs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_with_a_token_that_is_given_up_does_not_cancel_the_job()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { JobPolls = 1000 });
        var model = ModelOf(emulator, "text-to-video", "fal-ai");
        using var router = new InferenceRouter(emulator.RouterOptions("fal-ai"));
        var videos = router.AsIVideoGenerator(model, "fal-ai");
        var started = await videos.GenerateAsync(new(Prompt), new() { AllowBackgroundResponses = true });
        using var patience = new CancellationTokenSource();
        var wait = videos.GenerateAsync(
            new(Prompt), new() { ContinuationToken = started.ContinuationToken }, patience.Token);
        await emulator.WaitForRequestAsync(request => request.Path.Contains("/status?", StringComparison.Ordinal));

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await videos.GenerateAsync(new(Prompt), new()
        {
            ContinuationToken = started.ContinuationToken,
            AllowBackgroundResponses = true,
        });

        Assert.DoesNotContain(emulator.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_token_is_good_for_its_account_and_model_only_and_cannot_be_changed()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var model = ModelOf(emulator, "text-to-video", "fal-ai");
        using var router = new InferenceRouter(emulator.RouterOptions("fal-ai"));
        var token = (await router.AsIVideoGenerator(model, "fal-ai").GenerateAsync(
            new(Prompt), new() { AllowBackgroundResponses = true })).ContinuationToken!;
        var others = emulator.RouterOptions();
        others.ProviderKeys["fal-ai"] = "key-of-somebody-else";
        using var other = new InferenceRouter(others);
        var changed = token.ToBytes().ToArray();
        changed[Array.IndexOf(changed, (byte)'/', 40)] = (byte)'.';

        var refused = await Assert.ThrowsAsync<InferenceException>(() => Go(other, model, token));
        var forged = await Assert.ThrowsAnyAsync<Exception>(
            () => Go(router, model, ResponseContinuationToken.FromBytes(changed)));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => Go(router, "org/other", token));
        var garbage = await Assert.ThrowsAsync<ArgumentException>(
            () => Go(router, model, ResponseContinuationToken.FromBytes("{}"u8.ToArray())));

        Assert.Equal(InferenceErrorKind.InvalidRequest, refused.Kind);
        Assert.Contains(
            "belongs to a job on another account of fal-ai, or was modified", refused.Message, StringComparison.Ordinal);
        Assert.True(forged is InferenceException { Kind: InferenceErrorKind.InvalidRequest } or ArgumentException);
        Assert.Contains(
            $"belongs to a job of {model}, but the client is for org/other", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("not issued by a client of this library", garbage.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            emulator.Requests, request => request.Path.Contains("/status?", StringComparison.Ordinal));

        static Task Go(InferenceRouter router, string model, ResponseContinuationToken token) =>
            router.AsIVideoGenerator(model, "fal-ai").GenerateAsync(new(Prompt), new() { ContinuationToken = token });
    }

    [Fact]
    public async Task Through_the_router_the_token_of_the_user_is_the_account()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var model = ModelOf(emulator, "text-to-video", "fal-ai");
        using var one = new InferenceRouter(emulator.RouterOptions());
        var started = await one.AsIVideoGenerator(
            model).GenerateAsync(new(Prompt), new() { AllowBackgroundResponses = true });
        using var two = new InferenceRouter(emulator.RouterOptions());

        var done = await two.AsIVideoGenerator(
            model).GenerateAsync(new(Prompt), new() { ContinuationToken = started.ContinuationToken });

        Assert.Single(done.Contents);
        NothingSecretIn(started.ContinuationToken!.ToBytes().ToArray(), emulator.Token);
    }

    private static void NothingSecretIn(byte[] token, string secret)
    {
        var text = Encoding.UTF8.GetString(token);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("heron", text, StringComparison.Ordinal);
        Assert.InRange(token.Length, 50, 2000);
    }

    private static string ModelOf(EmulatorHost emulator, string task, string provider) =>
        emulator.Models.First(
            model => model.Offers.Any(offer => offer.Provider == provider && offer.Task == task && offer.OnHub)).Id;
}
