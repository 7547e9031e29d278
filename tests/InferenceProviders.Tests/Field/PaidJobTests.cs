using System.Net;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A paid job is not lost over a bad second (axoviq-ai/synthadoc#238, linuxfoundation/lfx-self-serve#1364).
/// </summary>
[Trait("Category", "Field")]
public sealed class PaidJobTests
{
    private static readonly byte[] Mp4 = [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isomiso2"u8];

    public static TheoryData<string, string> Bad
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var provider in new[] { "fal-ai", "replicate", "wavespeed", "together", "novita" })
            {
                foreach (var how in new[] { "502", "429", "503 with a wait", "404", "reset", "HTML" })
                {
                    data.Add(provider, how);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Polls_that_fail_go_on(string provider, string how)
    {
        var bad = how switch
        {
            "502" => Reply.Whole("<html><title>502 Bad Gateway</title></html>"u8.ToArray(), "text/html", 502),
            "429" => Reply.Json("""{"error":"busy"}""", 429),
            "503 with a wait" => Reply.Json("""{"error":"busy"}""", 503, "Retry-After: 7"),
            "404" => Reply.Json("""{"error":"not found"}""", 404),
            "reset" => Reply.Close,
            _ => Reply.Whole("<html><title>Just a moment</title></html>"u8.ToArray(), "text/html"),
        };
        await using var server = FieldServer.Start(provider, "text-to-video", (request, index) => index switch
        {
            0 => Reply.Json(Submitted(provider)),
            <= 5 => bad,
            _ when request.Target.StartsWith("/files", StringComparison.Ordinal) =>
                index % 2 == 0 ? Reply.Json("{}", 503) : Reply.Whole(Mp4, "video/mp4"),
            _ => Reply.Json(Done(provider, request)),
        });
        using var router = server.Router(options => options.Timeouts.Call = TimeSpan.FromMinutes(10));

        var video = Assert.IsType<DataContent>(
            Assert.Single(
                (await router.AsIVideoGenerator(FieldServer.Model, provider).GenerateVideoAsync(
                    "a cat walks")).Contents));

        Assert.Equal(Mp4, video.Data.ToArray());
        Assert.Single(server.Lines, line => line.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fal-ai", "PUT /provider/app/requests/j-1/cancel?_subdomain=queue")]
    [InlineData("replicate", "POST /provider/v1/predictions/j-1/cancel")]
    [InlineData("wavespeed", null)]
    [InlineData("together", null)]
    public async Task The_deadline_ends_them_and_the_error_has_the_jobs_id(string provider, string? cancellation)
    {
        var cancelled = new TaskCompletionSource();
        await using var server = FieldServer.Start(provider, "text-to-video", (request, index) =>
        {
            if (request.Target.Contains("/cancel", StringComparison.Ordinal))
            {
                cancelled.TrySetResult();
            }

            return index == 0 ? Reply.Json(Submitted(provider)) : Reply.Json("""{"error":"bad gateway"}""", 502);
        });
        using var router = server.Router(options => options.Timeouts.Call = TimeSpan.FromMinutes(10));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(FieldServer.Model, provider).GenerateVideoAsync("a cat walks"));

        Assert.Equal((InferenceErrorKind.Timeout, "j-1"), (error.Kind, error.JobId));
        Assert.Contains("j-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("502", error.Message, StringComparison.Ordinal);

        // Ten minutes of pauses up to fifteen seconds.
        Assert.InRange(server.Lines.Count(line => line.StartsWith("GET", StringComparison.Ordinal)), 35, 80);
        if (cancellation is not null)
        {
            await cancelled.Task;
            Assert.Equal(cancellation, server.Lines[^1]);
        }
    }

    [Theory]
    [InlineData("fal-ai")]
    [InlineData("replicate")]
    public async Task A_refusal_ends_them_at_once_and_the_job_is_cancelled(string provider)
    {
        var cancelled = new TaskCompletionSource();
        await using var server = FieldServer.Start(provider, "text-to-video", (request, index) =>
        {
            if (request.Target.Contains("/cancel", StringComparison.Ordinal))
            {
                cancelled.TrySetResult();
            }

            return index == 0 ? Reply.Json(Submitted(provider)) : Reply.Json("""{"error":"key revoked"}""", 401);
        });
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(FieldServer.Model, provider).GenerateVideoAsync("a cat walks"));
        await cancelled.Task;

        Assert.Equal((InferenceErrorKind.Authentication, "j-1"), (error.Kind, error.JobId));
    }

    [Fact]
    public async Task A_job_that_stays_unknown_is_lost()
    {
        await using var server = FieldServer.Start(
            "together", "text-to-video", Reply.Json(Submitted("together")),
            Reply.Json("""{"error":"no such job"}""", 404));
        using var router = server.Router(options => options.Timeouts.Call = TimeSpan.FromMinutes(10));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(FieldServer.Model, "together").GenerateVideoAsync("a cat walks"));

        Assert.Equal(
            (InferenceErrorKind.ProviderUnavailable, HttpStatusCode.NotFound, "j-1"),
            (error.Kind, error.StatusCode, error.JobId));
        Assert.DoesNotContain("knows no other provider", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fal-ai")]
    [InlineData("together")]
    public async Task A_cancelled_call_names_its_job(string provider)
    {
        using var caller = new CancellationTokenSource();
        await using var server = FieldServer.Start(provider, "text-to-video", (_, index) =>
        {
            if (index == 3)
            {
                caller.Cancel();
            }

            return Reply.Json(index == 0 ? Submitted(provider) : provider == "fal-ai" ? """{"status":"IN_PROGRESS"}"""
                : """{"status":"running"}""");
        });
        using var router = server.Router();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () =>
                router.AsIVideoGenerator(FieldServer.Model, provider)
                .GenerateVideoAsync("a cat walks", cancellationToken: caller.Token));

        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal("j-1", error.Data["inference_providers.job_id"]);
        Assert.Contains("j-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_cannot_be_fetched_has_the_jobs_id()
    {
        await using var server = FieldServer.Start("together", "text-to-video", (request, index) =>
            index == 0 ? Reply.Json(Submitted("together"))
            : request.Target.StartsWith("/files", StringComparison.Ordinal) ? Reply.Json("""{"error":"file expired"}""")
            : Reply.Json(Done("together", request)));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIVideoGenerator(FieldServer.Model, "together").GenerateVideoAsync("a cat walks"));

        Assert.Equal((InferenceErrorKind.Protocol, "j-1"), (error.Kind, error.JobId));
        Assert.Contains("file expired", error.Message, StringComparison.Ordinal);
    }

    private static string Submitted(string provider) => provider switch
    {
        "fal-ai" =>
            """{"status":"IN_QUEUE","request_id":"j-1","response_url":"https://queue.fal.run/app/requests/j-1"}""",
        "replicate" => """{"id":"j-1","status":"processing"}""",
        "wavespeed" =>
            """{"code":200,"data":{"id":"j-1","urls":{"get":"https:"""
            + """//api.wavespeed.ai/api/v3/predictions/j-1/result"}}}""",
        "novita" => """{"task_id":"j-1"}""",
        _ => """{"id":"j-1","status":"queued"}""",
    };

    private static string Done(string provider, ReceivedRequest request)
    {
        var file = $"http://{request.Header("Host")}/files/x.mp4";
        return provider switch
        {
            "fal-ai" when request.Target.Contains("/status", StringComparison.Ordinal) => """{"status":"COMPLETED"}""",
            "fal-ai" => $$$"""{"video":{"url":"{{{file}}}"}}""",
            "replicate" => $$"""{"id":"j-1","status":"succeeded","output":["{{file}}"]}""",
            "wavespeed" => $$$"""{"code":200,"data":{"id":"j-1","status":"completed","outputs":["{{{file}}}"]}}""",
            "novita" => $$$"""{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"{{{file}}}"}]}""",
            _ => $$$"""{"id":"j-1","status":"completed","outputs":{"video_url":"{{{file}}}"}}""",
        };
    }
}
