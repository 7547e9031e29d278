using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Catalog;

/// <summary>What the Hub says about a model's providers, and how often it is asked.</summary>
public sealed class HubMappingTests
{
    private static readonly Reply Answer = Reply.Json(Wire.Answer("""{"content":"Hi"}"""));

    public static TheoryData<string, string> Forms => new()
    {
        { "object",
            """{"_id":"x","id":"org/model","inferenceProviderMapping":{"novita":"""
            + """{"status":"live","providerId":"n/m","task":"conversational"},"groq":"""
            + """{"status":"live","providerId":"g-m","task":"conversational"}}}""" },
        { "array",
            """{"inferenceProviderMapping":"""
            + """[{"provider":"novita","status":"live","providerId":"n/m","task":"conversational"},"""
            + """{"provider":"groq","status":"live","providerId":"g-m","task":"conversational","isModelAuthor":"""
            + """false}]}""" },
        { "other letters",
            """{"inferenceProviderMapping":{"NOVITA":{"status":"live","providerId":"n/m","task":"conversational"}"""
            + ""","Groq":{"status":"LIVE","providerId":"g-m","task":"Conversational"}}}""" },
        { "without status", """{"inferenceProviderMapping":{"groq":{"providerId":"g-m","task":"conversational"}}}""" },
        { "with entries of forms to come",
            """{"inferenceProviderMapping":[null,7,"x",{"provider":"a"},{"provider":null"""
            + ""","providerId":"x","task":"conversational"},{"provider":"b","providerId":null"""
            + ""","task":"conversational"},{"provider":"c","providerId":"x"},{"provider":"groq","status":"""
            + """{"state":"live"},"providerId":"g-m","task":"conversational"}]}""" },
        { "one provider for two tasks",
            """{"inferenceProviderMapping":"""
            + """[{"provider":"groq","status":"live","providerId":"other","task":"text-generation"},"""
            + """{"provider":"groq","status":"live","providerId":"g-m","task":"conversational"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Both_forms_are_read(string form, string mapping)
    {
        Assert.NotEmpty(form);
        await using var server = Server(mapping);
        using var router = server.Router();
        Assert.Equal("Hi", (await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi")).Text);
        Assert.Equal("g-m", server.Requests[^1].Json.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"inferenceProviderMapping":null}""")]
    [InlineData("""{"inferenceProviderMapping":{}}""")]
    [InlineData("""{"inferenceProviderMapping":[]}""")]
    [InlineData("""{"inferenceProviderMapping":"groq"}""")]
    public async Task A_model_that_nobody_serves_is_not_found(string mapping)
    {
        await using var server = Server(mapping);
        using var router = server.Router();
        var error = await FailureAsync(router.AsIChatClient("org/model", "groq"));
        Assert.Equal((InferenceErrorKind.ModelNotFound, "org/model"), (error.Kind, error.Model));
        Assert.Contains("knows no provider that serves org/model", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_provider_that_does_not_serve_the_model_is_told_with_those_that_do()
    {
        await using var server = Server(
            """{"inferenceProviderMapping":{"novita":{"providerId":"n","task":"conversational"},"together":"""
            + """{"providerId":"t","task":"conversational"},"nebius":"""
            + """{"providerId":"e","task":"feature-extraction"}}}""");
        using var router = server.Router();
        var error = await FailureAsync(router.AsIChatClient("org/model", "groq"));
        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Equal("groq does not serve org/model. Providers that do: novita, together.", error.Message);
    }

    [Fact]
    public async Task A_provider_that_serves_the_model_for_another_task_is_told_so()
    {
        await using var server = Server(
            """{"inferenceProviderMapping":{"nebius":{"providerId":"e","task":"feature-extraction"},"novita":"""
            + """{"providerId":"n","task":"conversational"}}}""");
        using var router = server.Router();
        var error = await FailureAsync(router.AsIChatClient("org/model", "nebius"));
        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Equal(
            "nebius serves org/model for 'feature-extraction', not for 'conversational'. Providers for "
            + "'conversational': novita.",
            error.Message);
    }

    [Theory]
    [InlineData("live", false)]
    [InlineData("staging", true)]
    [InlineData("error", true)]
    [InlineData("something-new", true)]
    public async Task A_status_that_is_not_live_warns_and_is_tried(string status, bool warns)
    {
        await using var server = Server(
            """{"inferenceProviderMapping":{"groq":{"status":"STATUS","providerId":"g-m","task":"conversational"}}}""".Replace(
                "STATUS", status, StringComparison.Ordinal));
        using var logs = new CapturedLogs();
        using var router = server.Router(options => options.LoggerFactory = logs);
        Assert.Equal("Hi", (await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi")).Text);
        Assert.Equal(
            warns,
            logs.Lines.Any(
                line =>
                    line.StartsWith("Warning", StringComparison.Ordinal)
                    && line.Contains($"groq serves org/model with the status {status}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(401, InferenceErrorKind.Authentication)]
    [InlineData(403, InferenceErrorKind.PermissionDenied)]
    [InlineData(404, InferenceErrorKind.ModelNotFound)]
    [InlineData(429, InferenceErrorKind.RateLimited)]
    [InlineData(500, InferenceErrorKind.ProviderUnavailable)]
    public async Task A_model_that_the_hub_does_not_show_is_a_typed_error_and_is_asked_for_again(
        int status, InferenceErrorKind kind)
    {
        var gated = true;
        await using var server = ScriptedServer.Start(request => request.Method == "POST" ? Answer : gated
            ? Reply.Json("""{"error":"Access to model org/model is restricted."}""", status)
                : Reply.Json(Writing.Sent.Mapping("groq")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", "groq");

        var error = await FailureAsync(chat);
        gated = false;
        var response = await chat.GetResponseAsync("Hi");

        Assert.Equal((kind, "huggingface"), (error.Kind, error.Provider));
        Assert.Contains("Access to model org/model is restricted", error.Message, StringComparison.Ordinal);
        Assert.Equal("Hi", response.Text);
    }

    [Fact]
    public async Task An_answer_is_kept_for_its_lifetime()
    {
        var time = new ManualTime();
        await using var server = Server(Writing.Sent.Mapping("groq"));
        using var router = server.Router(
            options => (options.TimeProvider, options.MappingLifetime) = (time, TimeSpan.FromMinutes(10)));
        var chat = router.AsIChatClient("org/model", "groq");

        await chat.GetResponseAsync("Hi");
        time.Advance(TimeSpan.FromMinutes(10));
        await chat.GetResponseAsync("Hi");
        Assert.Equal(1, Lookups(server));

        time.Advance(TimeSpan.FromTicks(1));
        await chat.GetResponseAsync("Hi");

        // The call went on with the old answer; this waits for the new one.
        await router.Catalog.GetProvidersAsync("org/model");
        Assert.Equal(2, Lookups(server));

        await router.AsIChatClient("org/other", "groq").GetResponseAsync("Hi");
        Assert.Equal(3, Lookups(server));
    }

    [Fact]
    public async Task An_answer_without_a_lifetime_is_kept_for_good()
    {
        var time = new ManualTime();
        await using var server = Server(Writing.Sent.Mapping("groq"));
        using var router = server.Router(
            options => (options.TimeProvider, options.MappingLifetime) = (time, Timeout.InfiniteTimeSpan));
        await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");
        time.Advance(TimeSpan.FromDays(1000));
        await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");
        Assert.Equal(1, Lookups(server));
    }

    [Fact]
    public async Task What_one_token_may_see_is_not_shown_to_another()
    {
        var token = "hf_one";
        await using var server = ScriptedServer.Start(request => request.Method == "POST" ? Answer
            : request.Header("Authorization") == "Bearer hf_one"
                ? Reply.Json(Writing.Sent.Mapping("groq"))
                : Reply.Json("""{"error":"gated"}""", 403));
        using var router = server.Router(options => options.TokenProvider = _ => new(token));
        var chat = router.AsIChatClient("org/model", "groq");

        await chat.GetResponseAsync("Hi");
        token = "hf_two";
        Assert.Equal(InferenceErrorKind.PermissionDenied, (await FailureAsync(chat)).Kind);
        token = "hf_one";
        await chat.GetResponseAsync("Hi");

        Assert.Equal(2, Lookups(server));
    }

    [Fact]
    public async Task Two_hundred_callers_at_once_share_one_question()
    {
        const int Callers = 200;
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = ScriptedServer.Start(request => request.Method == "POST" ? Answer
            : new Reply([new ReplyStep.Gate(asked, answer.Task), .. Reply.Json(Writing.Sent.Mapping("groq")).Steps]));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", "groq");
        using var caller = new CancellationTokenSource();

        var givenUp = chat.GetResponseAsync("Hi", cancellationToken: caller.Token);
        var calls = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => chat.GetResponseAsync("Hi"))).ToList();
        await asked.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        answer.SetResult();

        Assert.All(await Task.WhenAll(calls), response => Assert.Equal("Hi", response.Text));
        Assert.Equal(1, Lookups(server));
    }

    [Fact]
    public async Task Two_hundred_callers_at_once_share_one_failure_and_the_next_asks_again()
    {
        const int Callers = 200;
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var down = true;
        await using var server = ScriptedServer.Start(request => request.Method == "POST" ? Answer
            : down
                ? new Reply([new ReplyStep.Gate(asked, answer.Task), .. Reply.Json("""{"error":"down"}""", 500).Steps])
                : Reply.Json(Writing.Sent.Mapping("groq")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", "groq");

        var calls = Enumerable.Range(0, Callers).Select(_ => FailureAsync(chat)).ToList();
        await asked.Task;
        Assert.Equal(1, Lookups(server));
        answer.SetResult();
        Assert.All(
            await Task.WhenAll(calls), error => Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind));
        Assert.Equal(1, Lookups(server));

        down = false;
        Assert.Equal("Hi", (await chat.GetResponseAsync("Hi")).Text);
        Assert.Equal(2, Lookups(server));
    }

    [Fact]
    public async Task The_hub_is_not_asked_where_its_answer_is_not_needed()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-mine";
            options.ProviderEndpoints["openai"] = server.Address;
        });

        await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        await router.AsIChatClient("org/model:groq").GetResponseAsync("Hi");
        await router.AsIChatClient(server.Address).GetResponseAsync("Hi");
        await router.AsIChatClient("gpt-5", "openai").GetResponseAsync("Hi");
        await router.AsIChatClient("openai/gpt-5", "openai").GetResponseAsync("Hi");

        Assert.Equal(0, Lookups(server));
        Assert.Equal(
            ["org/model", "org/model:groq", "tgi", "gpt-5", "gpt-5"],
            server.Requests.Select(request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Without_a_token_the_first_provider_with_a_key_is_called()
    {
        await using var server = Server(
            """{"inferenceProviderMapping":{"novita":{"status":"live","providerId":"n","task":"conversational"}"""
            + ""","cohere":{"status":"staging","providerId":"c","task":"conversational"},"groq":"""
            + """{"status":"live","providerId":"g-m","task":"conversational"}}}""");
        using var router = server.Router(options =>
        {
            options.Token = null;
            foreach (var provider in new[] { "cohere", "groq" })
            {
                options.ProviderKeys[provider] = $"key-{provider}";
                options.ProviderEndpoints[provider] = server.Address;
            }
        });

        await router.AsIChatClient("org/model").GetResponseAsync("Hi");

        Assert.All(
            server.Requests.Where(request => request.Method == "GET"), request =>
                Assert.Null(request.Header("Authorization")));
        Assert.Equal(
            ("/openai/v1/chat/completions", "Bearer key-groq"),
            (server.Requests[^1].Target, server.Requests[^1].Header("Authorization")));
    }

    private static ScriptedServer Server(string mapping) =>
        ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json(mapping) : Answer);

    private static int Lookups(ScriptedServer server) =>
        server.Requests.Count(request => request.Target.StartsWith("/api/models/", StringComparison.Ordinal));

    private static Task<InferenceException> FailureAsync(IChatClient chat) =>
        Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hi"));
}
