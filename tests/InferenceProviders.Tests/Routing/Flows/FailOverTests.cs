using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

public class FailOverTests
{
    [Fact]
    public async Task When_the_automatic_route_fails_another_provider_answers_on_its_own()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute().Fail(500);

        var response = await rig.Chat.GetResponseAsync("Hello");

        var report = response.GetRoutingReport()!;
        Assert.NotEmpty(response.Text);
        Assert.Equal(2, report.Attempts.Count);
        Assert.Equal(
            (InferenceErrorKind.ProviderUnavailable, null), (report.Attempts[0].Error, report.Attempts[1].Error));
        Assert.Equal(report.Provider, rig.Asked.Last());
        Assert.Equal(["auto", report.Provider], rig.Asked);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_content_is_answered_by_another_provider()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Reset(afterBytes: 10);

        var response = await rig.Chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        Assert.NotEmpty(response.Text);
        Assert.Equal("together", response.GetRoutingReport()!.Provider);
        Assert.Equal(["groq", "together"], rig.Asked);
    }

    [Fact]
    public async Task A_stream_that_breaks_after_its_first_content_is_interrupted_and_never_continued_by_another()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Reset(afterEvents: 12);
        var text = "";

        var broken = await Assert.ThrowsAsync<InferenceException>(async () =>
        {
            await foreach (var update in rig.Chat.GetStreamingResponseAsync("Hello"))
            {
                text += update.Text;
            }
        });

        Assert.Equal(InferenceErrorKind.Interrupted, broken.Kind);
        Assert.Equal(text, broken.PartialText ?? "");
        Assert.Equal(["groq"], rig.Asked);
        Assert.Equal("groq", broken.RoutingReport!.Provider);
        Assert.Single(broken.RoutingReport.Attempts);
    }

    [Fact]
    public async Task A_provider_that_refuses_tools_is_not_asked_for_them_again()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq")
            .Fail(400, """{"error":{"message":"This model does not support tools.","code":"unsupported"}}""");
        var options = new ChatOptions
        {
            Tools = [
                AIFunctionFactory.CreateDeclaration(
                    "lookup", "Looks up.", System.Text.Json.JsonDocument.Parse("""{"type":"object"}""").RootElement)],
        };

        Assert.Equal("together", (await rig.Chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.Provider);
        Assert.Equal("together", (await rig.Chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.Provider);

        Assert.Equal(["groq", "together", "together"], rig.Asked);
    }

    [Fact]
    public async Task A_conversation_stays_with_its_provider_until_that_one_fails()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var options = new ChatOptions().WithRouting(new() { SessionAffinityKey = "c-1" });

        var first = (await rig.Chat.GetResponseAsync("Hello", options)).GetRoutingReport()!.Provider;
        var second = (await rig.Chat.GetResponseAsync("Hello again", options)).GetRoutingReport()!.Provider;
        Assert.Equal(first, second);
        Assert.Equal($"{EmulatedRouter.Model}:{first}", (string?)rig.Emulator.Requests[^1].Json!["model"]);

        rig.Emulator.Script.When(request => (string?)request.Json?["model"] == $"{EmulatedRouter.Model}:{first}")
            .Fail(500);
        var third = (await rig.Chat.GetResponseAsync("Still there?", options)).GetRoutingReport()!;
        Assert.Equal(2, third.Attempts.Count);
    }

    [Fact]
    public async Task The_wishes_of_a_call_are_never_sent()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var original = new ChatOptions { AdditionalProperties = new() { ["min_p"] = 0.1 } };

        await rig.Chat.GetResponseAsync(
            "Hello", original.WithRouting(new() { Policy = RoutePolicies.Fastest, SessionAffinityKey = "secret" }));

        var body = rig.Emulator.Requests[^1].Json!.AsObject();
        Assert.True(body.ContainsKey("min_p"));
        Assert.DoesNotContain(body, field => field.Key.StartsWith("inference_providers", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", rig.Emulator.Requests[^1].Text, StringComparison.Ordinal);
        Assert.Null(original.GetRouting());
    }

    [Fact]
    public async Task Without_credits_a_key_of_the_users_own_takes_over_only_if_that_is_allowed()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["together", "groq"], "groq");
        rig.OnOwnRoute("together").Fail(402, """{"error":"You have exceeded your monthly included credits."}""");

        var refused = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));
        Assert.Equal(InferenceErrorKind.CreditsExhausted, refused.Kind);
        Assert.Equal(["together"], rig.Asked);

        var allowed = new ChatOptions().WithRouting(new() { AllowOtherAccount = true });
        var report = (await rig.Chat.GetResponseAsync("Hello", allowed)).GetRoutingReport()!;
        Assert.Equal(("groq", AuthMode.Direct), (report.Provider, report.AuthMode));
    }

    [Fact]
    public async Task A_busy_provider_is_left_and_rests_for_as_long_as_it_asked()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute(
            "groq").Fail(429, """{"error":"slow down"}""", new Dictionary<string, string> { ["Retry-After"] = "3600" });

        await rig.Chat.GetResponseAsync("Hello");
        await rig.Chat.GetResponseAsync("Hello");

        Assert.Equal(["groq", "together", "together"], rig.Asked);
    }

    [Fact]
    public async Task A_hedged_stream_comes_from_one_provider_and_the_other_connection_is_closed()
    {
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.Routing.PreferredProviders = ["groq", "together"];
            options.Routing.AllowedProviders = ["groq", "together"];
            options.Routing.Hedge = true;
            options.Routing.HedgeDelay = TimeSpan.FromMilliseconds(50);
        });
        rig.OnOwnRoute("groq").Stall(afterEvents: 0);

        var response = await rig.Chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        var report = response.GetRoutingReport()!;
        Assert.Equal("together", report.Provider);
        Assert.Equal(
            ["groq"], report.Attempts.Where(attempt => attempt.IsSuperseded).Select(attempt => attempt.Provider));
        var loser = await rig.Emulator.WaitForRequestAsync(request => request.Provider == "groq");
        await loser.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
