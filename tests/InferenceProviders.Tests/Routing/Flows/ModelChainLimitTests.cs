using InferenceProviders.Emulator;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

/// <summary>What limits a chain of models: cooldowns, attempts, credits, budgets, deadlines, cancellation.</summary>
public sealed class ModelChainLimitTests
{
    private const string First = "openai/gpt-oss-20b";
    private const string Second = "Qwen/Qwen3-32B";
    private const string Third = "meta-llama/Llama-3.3-70B-Instruct";

    [Fact]
    public async Task A_model_that_rests_is_left_alone_while_another_can_be_asked()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var limited = OnModel(rig,
            First).Fail(429, """{"error":"slow down"}""", new Dictionary<string, string> { ["Retry-After"] = "3600" });
        var chat = rig.Router.AsIChatClient([First + ":groq", Second]);

        await chat.GetResponseAsync("Hello");
        var hits = limited.Hits;
        var second = (await chat.GetResponseAsync("Hello")).GetRoutingReport()!;

        Assert.Equal(Second, Assert.Single(second.Attempts).Model);
        Assert.Equal(hits, limited.Hits);
    }

    [Fact]
    public async Task A_prompt_that_was_too_long_once_is_not_sent_there_again()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var small = OnModel(rig, First)
            .Fail(400, """{"error":{"message":"Too long.","code":"context_length_exceeded"}}""");
        var chat = rig.Router.AsIChatClient([First + ":groq", Second]);

        await chat.GetResponseAsync("A long prompt");
        var hits = small.Hits;
        Assert.Equal(Second, (await chat.GetResponseAsync("A long prompt, and longer")).GetRoutingReport()!.Model);

        Assert.Equal(hits, small.Hits);
    }

    [Fact]
    public async Task An_outage_of_the_first_model_is_survived_by_more_calls_than_there_are_repetitions()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(503);
        var chat = rig.Router.AsIChatClient([First, Second]);

        for (var call = 0; call < 300; call++)
        {
            Assert.Equal(Second, (await chat.GetResponseAsync("Hello")).GetRoutingReport()!.Model);
        }
    }

    [Fact]
    public async Task Each_model_has_its_own_number_of_attempts()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => (options.Routing.Policy, options.Routing.MaxAttempts) = (RoutePolicies.Listed, 2));
        OnModel(rig, First).Fail(500);
        OnModel(rig, Second).Fail(500);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient([First, Second]).GetResponseAsync("Hello"));

        Assert.Equal([First, First, Second, Second], error.Attempts.Select(attempt => attempt.Model));
        Assert.Equal(First, error.RoutingReport!.Model);
    }

    [Fact]
    public async Task Without_credits_only_another_account_is_asked()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Fail(402, """{"error":"You have exceeded your monthly included credits."}""");
        var endpoint = Endpoint(rig, "llama.example");

        var report = (await rig.Router.AsIChatClient([First, Second, endpoint]).GetResponseAsync("Hello"))
            .GetRoutingReport()!;

        Assert.Equal([First, endpoint], report.Attempts.Select(attempt => attempt.Model));
    }

    [Fact]
    public async Task A_limit_that_is_spent_ends_the_chain_unless_it_names_cheaper_models()
    {
        // A thousand tokens of the one cost 0.0002 US dollars at least, of the other 0.00015.
        const decimal Limit = 0.000_18m;
        await using var rig = await EmulatedRouter.StartAsync();
        var call = new ChatOptions { MaxOutputTokens = 1000 };

        var strict = call.WithRouting(new() { SpendLimit = new SpendLimit(Limit) });
        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient([Third, First + ":cheapest"]).GetResponseAsync("Hello", strict));
        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
        Assert.All(refused.Attempts, attempt => Assert.Equal(Third, attempt.Model));

        var cheaper = new SpendLimit(Limit) { WhenSpent = [First + ":cheapest"] };
        foreach (var chat in new[] { rig.Router.AsIChatClient([Third, Second]), rig.Router.AsIChatClient(Third) })
        {
            var report = (await chat.GetResponseAsync("Hello", call.WithRouting(new() { SpendLimit = cheaper })))
                .GetRoutingReport()!;
            Assert.Equal(First + ":cheapest", report.Model);
            Assert.All(
                report.Attempts.SkipLast(1), attempt =>
                    Assert.Equal((Third, InferenceErrorKind.SpendLimitReached), (attempt.Model, attempt.Error)));
        }
    }

    [Fact]
    public async Task A_hedged_call_goes_on_to_the_next_model_when_all_its_attempts_have_failed()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            (options.Routing.Policy, options.Routing.Hedge, options.Routing.HedgeDelay) = (RoutePolicies.Listed, true,
                TimeSpan.FromMilliseconds(1));
        });
        OnModel(rig, First).Fail(500);

        var report = (await rig.Router.AsIChatClient([First, Second]).GetStreamingResponseAsync(
            "Hello").ToChatResponseAsync()).GetRoutingReport()!;

        Assert.Equal(Second, report.Model);
        Assert.All(report.Attempts.SkipLast(1), attempt => Assert.Equal(First, attempt.Model));
    }

    [Fact]
    public async Task A_model_that_says_nothing_in_time_is_followed_and_the_calls_deadline_is_one_for_all()
    {
        var clock = new ManualTime();
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.TimeProvider = clock;
            options.Timeouts.FirstToken = TimeSpan.FromSeconds(20);
            options.Timeouts.Call = TimeSpan.FromSeconds(30);
        });
        OnModel(rig, First).Stall(afterEvents: 0);
        OnModel(rig, Second).Stall(afterEvents: 0).Skip(1);
        var chat = rig.Router.AsIChatClient([First + ":groq", Second + ":groq"]);

        var followed = chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync();
        await clock.WhenTimerIsSet(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(
            [InferenceErrorKind.Timeout, null], (await followed)
            .GetRoutingReport()!.Attempts.Select(attempt => attempt.Error));

        var ended = chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync();
        await clock.WhenTimerIsSet(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromSeconds(20));
        await clock.WhenTimerIsSet(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<InferenceException>(() => ended);
        Assert.Equal((InferenceErrorKind.Timeout, Second + ":groq"), (error.Kind, error.RoutingReport!.Model));
    }

    [Fact]
    public async Task Who_cancels_ends_the_chain()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        OnModel(rig, First).Stall(afterEvents: 0);
        using var cancellation = new CancellationTokenSource();

        var call = rig.Router.AsIChatClient([First, Second])
            .GetStreamingResponseAsync("Hello", cancellationToken: cancellation.Token).ToChatResponseAsync();
        await rig.Emulator.WaitForRequestAsync(request => request.Model == First);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.DoesNotContain(rig.Emulator.Requests, request => request.Model == Second);
    }

    [Fact]
    public async Task A_job_that_may_have_run_is_not_started_with_another_model()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.Emulator.Script.For("fal-ai").Fail(500);

        var chain = rig.Router.AsIImageGenerator(
            ["black-forest-labs/FLUX.1-dev:fal-ai", "black-forest-labs/FLUX.1-schnell"]);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => chain.GenerateAsync(new ImageGenerationRequest("a cat")));

        Assert.Equal("black-forest-labs/FLUX.1-dev:fal-ai", Assert.Single(error.Attempts).Model);
    }

    /// <summary>What comes for a model, by whatever route.</summary>
    private static EmulatorRule OnModel(EmulatedRouter rig, string model) => rig.Emulator.Script.For(model: model);

    private static string Endpoint(EmulatedRouter rig, string host) =>
        new Uri(rig.Emulator.BaseAddress, $"hosts/{host}/v1").AbsoluteUri;
}
