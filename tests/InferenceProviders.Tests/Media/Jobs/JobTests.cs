using System.Net;
using InferenceProviders.Catalog;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Jobs;

/// <summary>Queued jobs, on a clock that moves only when the test says so.</summary>
public sealed class JobTests
{
    private const string Submitted =
        """{"status":"IN_QUEUE","request_id":"r1","queue_position":2,"response_url":"https:"""
        + """//queue.fal.run/fal-ai/app/requests/r1"}""";
    private const string Job = "/provider/fal-ai/app/requests/r1";

    private readonly ManualTime _clock = new();

    [Fact]
    public async Task A_job_that_never_finishes_ends_with_the_deadline_and_is_cancelled_at_the_provider()
    {
        var cancelled = new TaskCompletionSource();
        await using var server = MediaServer.Start("fal-ai", "text-to-video", (request, index) =>
        {
            if (request.Method == "PUT")
            {
                cancelled.TrySetResult();
            }

            return Reply.Json(index == 0 ? Submitted : """{"status":"IN_PROGRESS"}""");
        });
        using var router = Router(server, "fal-ai", call: TimeSpan.FromMilliseconds(1300));
        var call = router.AsIVideoGenerator(MediaServer.Model, "fal-ai").GenerateVideoAsync("a cat walks");
        await PassAsync(500);
        await PassAsync(500);
        await _clock.AlarmSetAsync(TimeSpan.FromMilliseconds(600));

        _clock.Advance(TimeSpan.FromMilliseconds(300));
        var error = await Assert.ThrowsAsync<InferenceException>(() => call);
        await cancelled.Task;

        Assert.Equal(InferenceErrorKind.Timeout, error.Kind);
        Assert.Contains("fal-ai: the call did not end within 1.3 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["POST /provider/model-id?_subdomain=queue", $"GET {Job}/status?_subdomain=queue",
                $"GET {Job}/status?_subdomain=queue", $"PUT {Job}/cancel?_subdomain=queue"], server.Lines);
        Assert.Equal($"Key {MediaServer.Key}", server.Asked[3].Header("Authorization"));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go_at_once_and_the_job_is_cancelled()
    {
        var cancelled = new TaskCompletionSource();
        await using var server = MediaServer.Start("replicate", "text-to-image", (request, _) =>
        {
            if (request.Target.EndsWith("/cancel", StringComparison.Ordinal))
            {
                cancelled.TrySetResult();
                return Reply.Silence;
            }

            return Reply.Json(
                """{"id":"p1","status":"starting","urls":{"cancel":"https://evil.example/cancel"}}""", 201);
        });
        using var router = Router(server, "replicate");
        using var caller = new CancellationTokenSource();
        var call = router.AsIImageGenerator(MediaServer.Model, "replicate")
            .GenerateImagesAsync("a cat", cancellationToken: caller.Token);
        await _clock.AlarmSetAsync(TimeSpan.FromMilliseconds(500));

        await caller.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task;

        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal(
            ["POST /provider/v1/models/model-id/predictions", "POST /provider/v1/predictions/p1/cancel"], server.Lines);
    }

    [Theory]
    [InlineData(
        "together", "text-to-video", """{"id":"j","status":"queued"}""",
        """{"id":"j","status":"failed","error":{"message":"the model ran out of frames"}}""", 2000)]
    [InlineData(
        "novita", "text-to-video", """{"task_id":"j"}""",
        """{"task":{"status":"TASK_STATUS_FAILED","reason":"the model ran out of frames"}}""", 500)]
    [InlineData(
        "replicate", "text-to-video", """{"id":"j","status":"processing"}""",
        """{"id":"j","status":"failed","error":"the model ran out of frames"}""", 500)]
    [InlineData(
        "wavespeed", "text-to-video",
        """{"data":{"urls":{"get":"https://api.wavespeed.ai/api/v3/predictions/j/result"}}}""",
        """{"data":{"status":"failed","error":"the model ran out of frames"}}""", 0)]
    [InlineData(
        "fal-ai", "text-to-video", Submitted, """{"status":"FAILED","error":"the model ran out of frames"}""", 500)]
    public async Task A_job_that_fails_is_an_error_with_the_providers_own_words(
        string provider, string task, string submitted, string failed, int wait)
    {
        await using var server = MediaServer.Start(
            provider, task, Reply.Json(submitted), Reply.Json(failed, 200, "x-request-id: req-7"));
        using var router = Router(server, provider);
        var call = router.AsIVideoGenerator(MediaServer.Model, provider).GenerateVideoAsync("a cat walks");
        await PassAsync(wait);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call);

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Equal((provider, MediaServer.Model, "req-7"), (error.Provider, error.Model, error.RequestId));
        Assert.Contains("the model ran out of frames", error.Message, StringComparison.Ordinal);
        Assert.Equal(provider, Assert.Single(error.Attempts).Provider);
    }

    [Theory]
    [InlineData(
        "zai-org", """{"id":"j","task_status":"PROCESSING"}""",
        """{"id":"j","task_status":"FAIL","error":{"code":"1234","message":"the brush broke"}}""", 5000)]
    [InlineData(
        "black-forest-labs", """{"id":"b","polling_url":"{host}/result?id=b"}""",
        """{"status":"Error","details":{"error":"the brush broke"}}""", 1000)]
    public async Task A_picture_that_fails_is_an_error_with_the_providers_own_words(
        string provider, string submitted, string failed, int wait)
    {
        ArgumentNullException.ThrowIfNull(submitted);
        await using var server = MediaServer.Start(
            provider, "text-to-image", (request, index) =>
                Reply.Json(index == 0
                ? submitted.Replace("{host}", $"http://{request.Header("Host")}", StringComparison.Ordinal) : failed));
        using var router = Router(server, provider);
        var call = router.AsIImageGenerator(MediaServer.Model, provider).GenerateImagesAsync("a cat");
        await PassAsync(wait);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call);

        Assert.Equal((InferenceErrorKind.ProviderUnavailable, provider), (error.Kind, error.Provider));
        Assert.Contains("the brush broke", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_picture_says_that_it_was_its_content()
    {
        await using var server = MediaServer.Start(
            "black-forest-labs", "text-to-image", (request, index) =>
                Reply.Json(index == 0
                ? $$"""{"id":"b","polling_url":"http://{{request.Header("Host")}}/result?id=b"}"""
                : """{"status":"Request Moderated"}"""));
        using var router = Router(server, "black-forest-labs");
        var call = router.AsIImageGenerator(MediaServer.Model, "black-forest-labs").GenerateImagesAsync("a cat");
        await PassAsync(1000);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call);

        Assert.Equal(InferenceErrorKind.ContentFiltered, error.Kind);
    }

    [Fact]
    public async Task Progress_tells_place_percent_and_log_and_the_time_since_the_call()
    {
        await using var server = MediaServer.Start("fal-ai", "text-to-image", (request, index) => index switch
        {
            0 => Reply.Json(Submitted),
            1 => Reply.Json(
                """{"status":"IN_PROGRESS","queue_position":0,"logs":[{"message":"loading"},{"message":"step 3 of """
                + """4"}]}"""),
            2 => Reply.Json("""{"status":"COMPLETED"}"""),
            3 => Reply.Json($$"""{"images":[{"url":"http://{{request.Header("Host")}}/files/x.png"}]}"""),
            _ => Reply.Whole(Files.Png, "image/png"),
        });
        using var router = Router(server, "fal-ai");
        var progress = new Progress();
        var call = router.AsIImageGenerator(MediaServer.Model,
            "fal-ai").GenerateImagesAsync("a cat", new InferenceImageOptions { Progress = progress });
        await PassAsync(500);
        await PassAsync(500);
        await call;

        Assert.Equal(
            ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "downloading"], progress.Reports.Select(report => report.State));
        Assert.Equal([2, 0, null, null], progress.Reports.Select(report => report.QueuePosition));
        Assert.Equal([null, "step 3 of 4", null, null], progress.Reports.Select(report => report.Log));
        Assert.Equal([0, 500, 1000, 1000], progress.Reports.Select(report => report.Elapsed.TotalMilliseconds));
        Assert.All(progress.Reports, report => Assert.Equal("fal-ai", report.Provider));
    }

    [Fact]
    public async Task Percent_is_reported_where_the_provider_gives_it()
    {
        await using var server = MediaServer.Start("novita", "text-to-video", (request, index) => index switch
        {
            0 => Reply.Json("""{"task_id":"j"}"""),
            1 => Reply.Json("""{"task":{"status":"TASK_STATUS_PROCESSING","progress_percent":40}}"""),
            2 => Reply.Json(
                $$"""{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"http:"""
                + $$"""//{{request.Header("Host")}}/files/x.mp4"}]}"""),
            _ => Reply.Whole(Files.Mp4, "video/mp4"),
        });
        using var router = Router(server, "novita");
        var progress = new Progress();
        var call = router.AsIVideoGenerator(
            MediaServer.Model, "novita").GenerateVideoAsync("a cat walks", new() { Progress = progress });
        await PassAsync(500);
        await PassAsync(500);
        await call;

        Assert.Equal([40, null, null], progress.Reports.Select(report => report.Percent));
    }

    [Fact]
    public async Task The_pauses_between_polls_grow_up_to_ten_seconds()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-video", Reply.Json("""{"id":"j","status":"queued"}"""));
        using var router = Router(server, "together", call: TimeSpan.FromHours(1));
        using var caller = new CancellationTokenSource();
        var call = router.AsIVideoGenerator(MediaServer.Model, "together")
            .GenerateVideoAsync("a cat walks", cancellationToken: caller.Token);

        foreach (var pause in (int[])[2000, 2000, 2400, 2880, 3456, 4147, 4976, 5971, 7166, 8599, 10_000, 10_000])
        {
            await PassAsync(pause);
        }

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_poll_that_the_provider_could_not_answer_is_repeated_when_it_says()
    {
        await using var server = MediaServer.Start("together", "text-to-video", (request, index) => index switch
        {
            0 => Reply.Json("""{"id":"j","status":"queued"}"""),
            1 => Reply.Json("""{"error":"busy"}""", 503, "Retry-After: 7"),
            2 => Reply.Close,
            3 => Reply.Json(
                $$"""{"id":"j","status":"completed","outputs":{"video_url":"http:"""
                + $$"""//{{request.Header("Host")}}/files/x.mp4"} }"""),
            _ => Reply.Whole(Files.Mp4, "video/mp4"),
        });
        using var router = Router(server, "together");
        var call = router.AsIVideoGenerator(MediaServer.Model, "together").GenerateVideoAsync("a cat walks");
        await PassAsync(2000);
        await PassAsync(7000);
        await PassAsync(2000);

        var video = Assert.IsType<DataContent>(Assert.Single((await call).Contents));

        Assert.Equal(Files.Mp4, video.Data.ToArray());
    }

    [Fact]
    public async Task The_pauses_between_polls_that_fail_grow_up_to_fifteen_seconds()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-video", Reply.Json("""{"id":"j","status":"queued"}"""),
            Reply.Json("""{"error":"busy"}""", 503));
        using var router = Router(server, "together");
        using var caller = new CancellationTokenSource();
        var call = router.AsIVideoGenerator(MediaServer.Model, "together")
            .GenerateVideoAsync("a cat walks", cancellationToken: caller.Token);

        foreach (var pause in (int[])[2000, 2000, 4000, 8000, 15_000, 15_000])
        {
            await PassAsync(pause);
        }

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task An_answer_that_polls_cannot_mend_is_final()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-video", Reply.Json("""{"id":"j","status":"queued"}"""),
            Reply.Json("""{"error":"no such key"}""", 401));
        using var router = Router(server, "together");
        var call = router.AsIVideoGenerator(MediaServer.Model, "together").GenerateVideoAsync("a cat walks");
        await PassAsync(2000);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call);

        Assert.Contains("no such key", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Asked.Count);
    }

    [Theory]
    [InlineData(
        "fal-ai", "text-to-image",
        """{"status":"COMPLETED","request_id":"r","response_url":"https://evil.example/fal-ai/app/requests/r"}""",
        "/provider/fal-ai/app/requests/r?_subdomain=queue")]
    [InlineData(
        "wavespeed", "text-to-image",
        """{"data":{"urls":{"get":"http://169.254.169.254/api/v3/predictions/p/result"}}}""",
        "/provider/api/v3/predictions/p/result")]
    public async Task A_URL_on_another_host_is_asked_for_on_the_providers_own(
        string provider, string task, string submitted, string target)
    {
        await using var server = MediaServer.Start(provider, task, Reply.Json(submitted), Reply.Json("{}"));
        using var router = Router(server, provider);

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, provider).GenerateImagesAsync("a cat"));

        Assert.Equal($"GET {target}", server.Lines[1]);
    }

    [Theory]
    [InlineData("https://evil.example/v1/get_result?id=b")]
    [InlineData("https://evil-bfl.ai/v1/get_result?id=b")]
    [InlineData("https://api.bfl.ai.evil.example/v1/get_result?id=b")]
    [InlineData("http://api.us1.bfl.ai/v1/get_result?id=b")]
    [InlineData("https://api.us1.bfl.ai:8443/v1/get_result?id=b")]
    [InlineData("https://user@api.us1.bfl.ai/v1/get_result?id=b")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("/v1/get_result")]
    public async Task A_polling_URL_that_is_not_the_providers_own_is_refused(string url)
    {
        await using var server = MediaServer.Start(
            "black-forest-labs", "text-to-image", Reply.Json($$"""{"id":"b","polling_url":"{{url}}"}"""));
        using var router = Router(server, "black-forest-labs");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "black-forest-labs").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("polling_url", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData(
        """{"status":"COMPLETED","request_id":"r","response_url":"https://queue.fal.run/../../admin"}""",
        "/provider/admin?_subdomain=queue")]
    [InlineData("""{"status":"COMPLETED","request_id":"r","response_url":"javascript:alert(1)"}""", null)]
    [InlineData(
        """{"status":"COMPLETED","request_id":"r","response_url":"https://queue.fal.run//evil.example/x"}""", null)]
    public async Task A_URL_of_a_job_cannot_leave_the_providers_address(string submitted, string? target)
    {
        await using var server = MediaServer.Start("fal-ai", "text-to-image", Reply.Json(submitted), Reply.Json("{}"));
        using var router = Router(server, "fal-ai");

        await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "fal-ai").GenerateImagesAsync("a cat"));

        Assert.Equal(target is null ? [] : [$"GET {target}"], server.Lines.Skip(1));
    }

    [Fact]
    public async Task An_id_from_an_answer_stays_one_segment_of_the_path()
    {
        await using var server = MediaServer.Start(
            "together", "text-to-video", Reply.Json("""{"id":"../../v1/keys?x=1","status":"queued"}"""));
        using var router = Router(server, "together");
        using var caller = new CancellationTokenSource();
        var call = router.AsIVideoGenerator(MediaServer.Model, "together")
            .GenerateVideoAsync("a cat walks", cancellationToken: caller.Token);
        await PassAsync(2000);
        await _clock.AlarmSetAsync(TimeSpan.FromSeconds(2));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal("GET /provider/v2/videos/..%2F..%2Fv1%2Fkeys%3Fx%3D1", server.Lines[1]);
    }

    [Fact]
    public async Task An_unfinished_prediction_is_waited_for()
    {
        await using var server = MediaServer.Start("replicate", "text-to-image", (request, index) => index switch
        {
            0 => Reply.Json("""{"id":"p1","status":"processing","output":null,"logs":"step 1\nstep 2\n"}""", 201),
            1 => Reply.Json(
                $$"""{"id":"p1","status":"succeeded","output":["http://{{request.Header("Host")}}/files/a","http:"""
                + $$"""//{{request.Header("Host")}}/files/b"]}"""),
            2 => Reply.Whole(Files.Png, "image/png"),
            _ => Reply.Whole(Files.Jpeg, "image/jpeg"),
        });
        using var router = Router(server, "replicate");
        var progress = new Progress();
        var call = router.AsIImageGenerator(MediaServer.Model, "replicate")
            .GenerateImagesAsync("a cat", new InferenceImageOptions
        {
            Count = 2,
            Progress = progress,
        });
        await PassAsync(500);
        var response = await call;

        Assert.Equal(
            ["image/png", "image/jpeg"], response.Contents.Cast<DataContent>().Select(content => content.MediaType));
        Assert.Equal("step 2", progress.Reports[0].Log);
        Assert.Equal("wait", server.Asked[0].Header("Prefer"));
        Assert.Equal("GET /provider/v1/predictions/p1", server.Lines[1]);
    }

    [Fact]
    public async Task An_error_inside_a_200_is_the_providers_error()
    {
        await using var server = MediaServer.Start(
            "wavespeed", "text-to-image", Reply.Json("""{"code":400,"message":"size is not allowed"}"""));
        using var router = Router(server, "wavespeed");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIImageGenerator(MediaServer.Model, "wavespeed").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("size is not allowed", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A job that was queued runs and is billed: its failure must not start it again with another provider.
    /// </summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task After_a_submission_no_other_route_is_tried(bool committed, int attempts)
    {
        using var core = new RouterRuntime(
            RouterSettingsFactory.Create(new InferenceProvidersOptions { UseEnvironment = false }));
        var plan = new RoutePlan(MediaServer.Model, InferenceTask.TextToImage, Route("fal-ai"), Route("replicate"));
        using var call = new Call(
            core.Settings, new CallTarget(ModelReference.Parse(MediaServer.Model), InferenceTask.TextToImage),
            CancellationToken.None);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => core.Attempts.RunAsync<object?, IAttemptResult>(plan, call, null, (_, attempt) =>
        {
            if (committed)
            {
                attempt.Call.Log.Commit();
            }

            throw new InferenceException(InferenceErrorKind.NotSupported, $"{attempt.Route.Name} cannot.")
            {
                StatusCode = HttpStatusCode.BadRequest,
            };
        }).AsTask());

        Assert.Equal(attempts, error.Attempts.Count);
    }

    private static Route Route(string provider) => new()
    {
        Provider = ProviderRegistry.BuiltIn.Find(provider)!,
        Model = MediaServer.Model,
        ProviderModel = "m",
        Task = InferenceTask.TextToImage,
        AuthMode = AuthMode.Routed,
        BaseAddress = new Uri($"https://router.huggingface.co/{provider}"),
    };

    private InferenceRouter Router(MediaServer server, string provider, TimeSpan? call = null) =>
        server.Router(provider, options =>
    {
        options.TimeProvider = _clock;
        options.Timeouts.Call = call ?? TimeSpan.FromMinutes(10);
    });

    /// <summary>Waits until the library has gone to sleep for so long, and wakes it.</summary>
    private async Task PassAsync(int milliseconds)
    {
        if (milliseconds > 0)
        {
            var pause = TimeSpan.FromMilliseconds(milliseconds);
            await _clock.AlarmSetAsync(pause);
            _clock.Advance(pause);
        }
    }
}
