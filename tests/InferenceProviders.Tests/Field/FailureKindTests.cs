using System.Text;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Whose fault it was: refusals for content, empty accounts, and failed jobs, as they come over the wire.
/// </summary>
[Trait("Category", "Field")]
public sealed class FailureKindTests
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    // ffroliva/gflow-cli#342, lobehub/lobehub#15285, and the providers' documentation.
    [Theory]
    [InlineData(
        "fal-ai", 422,
        """{"detail":[{"loc":["body","prompt"],"msg":"The content was flagged by a content """
        + """checker.","type":"content_policy_violation","url":"https:"""
        + """//docs.fal.ai/errors#content_policy_violation"}]}""")]
    [InlineData(
        "together", 422,
        """{"error":{"message":"Request refused","type":"invalid_request_error","code":"nsfw_content"}}""")]
    [InlineData(
        "nscale", 400,
        """{"error":{"code":"moderation_blocked","message":"Your request was rejected by the safety """
        + """system.","type":"image_generation_user_error"}}""")]
    [InlineData(
        "zai-org", 400,
        """{"error":{"code":"1301","message":"System detected potentially unsafe or sensitive content"}"""
        + ""","contentFilter":[{"role":"user","level":1}]}""")]
    [InlineData("zai-org", 400, """{"error":{"code":"1301","message":"refused"}}""")]
    [InlineData(
        "together", 400,
        """{"error":{"code":"odd","message":"refused"},"contentFilter":[{"role":"user","level":1}]}""")]
    [InlineData(
        "together", 403,
        """{"error":{"code":403,"message":"Your chosen model requires moderation and your input was flagged for """
        + """\"violence\"","metadata":{"reasons":["violence"],"flagged_input":"a ..."}}}""")]
    [InlineData("novita", 400, """{"code":400,"reason":"ILLEGAL_PROMPT","message":"prompt refused","metadata":{}}""")]
    [InlineData("wavespeed", 200, """{"code":1200,"message":"refused","data":null}""")]
    public async Task A_refusal_for_content_is_one_in_every_providers_words(string provider, int status, string body)
    {
        await using var server = FieldServer.Start(provider, Task(provider), Reply.Json(body, status));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => MakeAsync(router, provider));

        Assert.Equal(InferenceErrorKind.ContentFiltered, error.Kind);
        Assert.Single(server.Asked);
    }

    // zai-org/feedback#789, anthropics/claude-code#9201, fal-ai/fal#1147, and the providers' documentation.
    [Theory]
    [InlineData(
        "zai-org", 429,
        """{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please recharge."}}""")]
    [InlineData("zai-org", 429, """{"error":{"code":"1113","message":"no"}}""")]
    [InlineData("together", 429, """{"error":{"code":"insufficient_balance","message":"no"}}""")]
    [InlineData(
        "fal-ai", 403,
        """{"detail":"User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}""")]
    [InlineData(
        "novita", 403, """{"code":403,"reason":"NOT_ENOUGH_BALANCE","message":"not enough balance","metadata":{}}""")]
    [InlineData("novita", 400, """{"code":400,"reason":"BILLING_BALANCE_NOT_ENOUGH","message":"no","metadata":{}}""")]
    [InlineData(
        "replicate", 402,
        """{"title":"Insufficient credit","detail":"You have insufficient credit to run this model.","status":402}""")]
    [InlineData(
        "together", 400,
        """{"error":{"message":"Budget has been exceeded! Current cost: 1.0, Max budget: """
        + """1.0","type":"budget_exceeded"}}""")]
    [InlineData("wavespeed", 200, """{"code":402,"message":"no"}""")]
    [InlineData("novita", 200, """{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""")]
    public async Task An_empty_account_is_one_in_every_dress_and_asked_once(string provider, int status, string body)
    {
        await using var server = FieldServer.Start(provider, Task(provider), Reply.Json(body, status));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(() => MakeAsync(router, provider));

        Assert.Equal(InferenceErrorKind.CreditsExhausted, error.Kind);
        Assert.Contains($"the account with {provider}", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task An_empty_account_leads_to_another_one_where_that_is_allowed()
    {
        await using var server = ScriptedServer.Start(request =>
            request.Method == "GET"
                ? Reply.Json(
                    """{"inferenceProviderMapping":{"zai-org":"""
                    + """{"status":"live","providerId":"a","task":"conversational"},"groq":"""
                    + """{"status":"live","providerId":"b","task":"conversational"}}}""")
            : request.Target.StartsWith("/zai", StringComparison.Ordinal)
                ? Reply.Json(
                    """{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please """
                    + """recharge."}}""",
                    429)
            : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        var options = server.Options();
        options.Routing = new() { PreferredProviders = ["zai-org", "groq"], AllowOtherAccount = true };
        (options.ProviderKeys["zai-org"], options.ProviderEndpoints["zai-org"]) = ("zai_key",
            new Uri(server.Address, "/zai"));
        using var router = new InferenceRouter(options);

        options.Routing = options.Routing with { MaxAttempts = 3 };
        using var other = new InferenceRouter(options);
        Assert.Equal("Hi", (await other.AsIChatClient("org/model").GetResponseAsync("Hi")).Text);
        Assert.Single(server.Requests, request => request.Target.StartsWith("/zai", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(402, "https://huggingface.co/settings/billing")]
    [InlineData(429, "billed through Hugging Face")]
    public async Task The_message_says_whose_account_it_is(int status, string words)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(
                """{"inferenceProviderMapping":{"zai-org":"""
                + """{"status":"live","providerId":"a","task":"conversational"}}}""")
            : Reply.Json("""{"error":{"code":"1113","message":"Insufficient balance"}}""", status));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model", "zai-org").GetResponseAsync("Hi"));

        Assert.Equal(InferenceErrorKind.CreditsExhausted, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    // gokayfem/ComfyUI-fal-API#4.
    [Theory]
    [InlineData(
        "fal-ai", """{"images":[{"url":"{file}"},{"url":"{file}"}],"has_nsfw_concepts":[false,true]}""", false, true)]
    [InlineData("fal-ai", """{"images":[{"url":"{file}"}],"has_nsfw_concepts":[true]}""", true)]
    [InlineData("fal-ai", """{"images":[{"url":"{file}"}],"has_nsfw_concepts":[false]}""", false)]
    [InlineData(
        "together",
        """{"data":[{"url":"{file}"},{"url":"{file}","nsfw_detection_result":{"valid":true,"confidence":0.9}}]}""",
        false, true)]
    [InlineData("together", """{"data":[{"url":"{file}"}],"nsfw_content_detected":true}""", true)]
    public async Task A_flag_beside_a_picture_is_on_the_picture(string provider, string result, params bool[] flags)
    {
        await using var server = FieldServer.Start(provider, "text-to-image", (request, index) =>
            request.Target.StartsWith("/files", StringComparison.Ordinal) ? Reply.Whole(Png, "image/png")
            : provider == "fal-ai" && index == 0
                ? Reply.Json(
                    """{"status":"COMPLETED","request_id":"r1","response_url":"https:"""
                    + """//queue.fal.run/app/requests/r1"}""")
            : Reply.Json(
                result.Replace("{file}", $"http://{request.Header("Host")}/files/x.png", StringComparison.Ordinal)));
        using var router = server.Router();

        var response = await router.AsIImageGenerator(FieldServer.Model, provider).GenerateImagesAsync("a cat");

        Assert.Equal(flags, response.Contents.Select(content => content.IsContentFiltered()));
    }

    [Theory]
    [InlineData(
        "wavespeed", """{"code":200,"data":{"id":"j","status":"completed","outputs":[],"has_nsfw_contents":[true]}}""")]
    [InlineData("together", """{"data":[],"has_nsfw_concepts":[true]}""")]
    public async Task A_flag_without_a_picture_is_a_refusal(string provider, string result)
    {
        await using var server = FieldServer.Start(provider, "text-to-image", (_, index) => Reply.Json(
            provider == "wavespeed" && index == 0
                ? """{"data":{"id":"j","urls":{"get":"https://api.wavespeed.ai/api/v3/predictions/j/result"}}}"""
                : result));
        using var router = server.Router();

        Assert.Equal(
            InferenceErrorKind.ContentFiltered,
            (await Assert.ThrowsAsync<InferenceException>(() => MakeAsync(router, provider))).Kind);
    }

    // BerriAI/litellm#16092, #23091: which failures may cool a deployment.
    [Theory]
    [InlineData(
        "NSFW content detected. Try running it again, or try a different prompt.", InferenceErrorKind.ContentFiltered,
        RouteState.Healthy)]
    [InlineData("width must be a multiple of 8", InferenceErrorKind.InvalidRequest, RouteState.Healthy)]
    [InlineData("Input image is too small", InferenceErrorKind.InvalidRequest, RouteState.Healthy)]
    [InlineData("insufficient balance", InferenceErrorKind.CreditsExhausted, RouteState.Healthy)]
    [InlineData("Prediction failed", InferenceErrorKind.ProviderUnavailable, RouteState.Healthy)]
    [InlineData("CUDA out of memory", InferenceErrorKind.ProviderUnavailable, RouteState.Broken)]
    public async Task A_failed_job_breaks_the_route_only_when_its_words_blame_the_provider(
        string words, InferenceErrorKind kind, RouteState state)
    {
        await using var server = FieldServer.Start(
            "replicate", "text-to-image", Reply.Json($$"""{"id":"p1","status":"failed","error":"{{words}}"}""", 201));
        using var router = server.Router();

        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<InferenceException>(() => MakeAsync(router, "replicate"));
            Assert.Equal((kind, "p1"), (error.Kind, error.JobId));
            Assert.Contains("p1", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(state, Assert.Single(router.Health.Routes).State);
    }

    [Fact]
    public async Task What_was_sent_and_is_repeated_in_an_error_is_not_taken_for_the_providers_words()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json("{}")
            : Reply.Json(
            """{"detail":[{"type":"missing","loc":["body","x"],"msg":"Field required","input":{"tools":"""
            + """[{"type":"function","function":{"name":"top_up"}}],"prompt":"retry in 50 """
            + """seconds","code":"nsfw_content"}}]}""",
            422));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));

        Assert.Equal((InferenceErrorKind.InvalidRequest, null), (error.Kind, error.RetryAfter));
    }

    [Theory]
    [InlineData(
        """{"error":{"message":"Rate limit reached ... Please try again in """
        + """2m59.56s.","type":"tokens","code":"rate_limit_exceeded"}}""",
        179.56)]
    [InlineData("""{"detail":"Request was throttled. Expected available in 12 seconds."}""", 12.0)]
    [InlineData("""{"error":"Slow down. Try again in 12 seconds."}""", 12.0)]
    [InlineData("""{"error":{"message":"busy","retry_after":12}}""", 12.0)]
    [InlineData("\"Try again in 12 seconds\"", 12.0)]
    [InlineData("Try again in 12 seconds", 12.0)]
    public async Task The_wait_in_the_words_is_on_the_error(string body, double seconds)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json("{}")
            : Reply.Json(body, 429));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));

        Assert.Equal((InferenceErrorKind.RateLimited, TimeSpan.FromSeconds(seconds)), (error.Kind, error.RetryAfter));
        Assert.InRange(Assert.Single(router.Health.Routes).StateEndsIn!.Value.TotalSeconds, seconds - 2, seconds);
    }

    private static string Task(string provider) => provider is "novita" ? "text-to-video" : "text-to-image";

    private static async Task MakeAsync(InferenceRouter router, string provider)
    {
        if (Task(provider) == "text-to-video")
        {
            await router.AsIVideoGenerator(FieldServer.Model, provider).GenerateVideoAsync("a cat walks");
        }
        else
        {
            await router.AsIImageGenerator(FieldServer.Model, provider).GenerateImagesAsync("a cat");
        }
    }
}
