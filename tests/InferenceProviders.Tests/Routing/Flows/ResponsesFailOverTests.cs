using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

/// <summary>
/// The Responses API has one address for all providers of Hugging Face: the next route is another provider behind the
/// same address.
/// </summary>
public class ResponsesFailOverTests
{
    private const string Model = EmulatedRouter.Model;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_automatic_route_fails_another_provider_is_asked_by_name(bool stream)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        Failing(rig, Model, 503);

        var response = await AskAsync(rig, stream);

        var report = response.GetRoutingReport()!;
        Assert.NotEmpty(response.Text);
        Assert.Equal(
            (InferenceErrorKind.ProviderUnavailable, null), (report.Attempts[0].Error, report.Attempts[1].Error));
        Assert.Equal([Model, $"{Model}:{report.Attempts[1].Provider}"], Asked(rig));
    }

    [Fact]
    public async Task A_busy_provider_rests_and_the_next_one_answers()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.Emulator.Script.When(request => (string?)request.Json?["model"] == $"{Model}:groq").Fail(
            429, """{"error":"slow down"}""", new Dictionary<string, string> { ["Retry-After"] = "3600" });

        await AskAsync(rig);
        await AskAsync(rig);

        Assert.Equal([$"{Model}:groq", $"{Model}:together", $"{Model}:together"], Asked(rig));
    }

    [Fact]
    public async Task The_rules_of_a_call_hold_for_responses_too()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        await AskAsync(rig, options: new ChatOptions().WithRouting(new() { AllowedProviders = ["groq"] }));
        Assert.Equal([$"{Model}:groq"], Asked(rig));

        var nobody = await Assert.ThrowsAsync<InferenceException>(
            () => AskAsync(rig, options: new ChatOptions().WithRouting(new() { AllowedProviders = ["nobody"] })));
        Assert.Equal(InferenceErrorKind.NotSupported, nobody.Kind);
        Assert.Single(Asked(rig));
    }

    [Fact]
    public async Task A_provider_that_the_call_names_is_the_only_one()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        Failing(rig, $"{Model}:groq", 500);

        var failure = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient($"{Model}:groq", ChatProtocol.Responses).GetResponseAsync("Hello"));

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, failure.Kind);
        Assert.All(Asked(rig), model => Assert.Equal($"{Model}:groq", model));
    }

    [Fact]
    public async Task A_request_whose_tools_run_on_the_server_is_not_made_again_elsewhere()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        Failing(rig, Model, 500);
        var options = new ChatOptions
        {
            Tools = [
                new HostedMcpServerTool(
                    "lab",
                    new Uri(
                        "https://lab.example/mcp")) { ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire }],
        };

        await Assert.ThrowsAsync<InferenceException>(() => AskAsync(rig, options: options));

        Assert.Equal([Model], Asked(rig));
    }

    [Fact]
    public async Task What_the_api_has_no_place_for_is_refused_once_and_nobody_is_looked_up()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        var options = new ChatOptions { Reasoning = new() { Effort = ReasoningEffort.ExtraHigh } };

        var refused = await Assert.ThrowsAsync<InferenceException>(() => AskAsync(rig, options: options));

        Assert.Equal(InferenceErrorKind.NotSupported, refused.Kind);
        Assert.Single(refused.Attempts);
        Assert.Empty(rig.Emulator.Requests);
    }

    private static IEnumerable<string?> Asked(EmulatedRouter rig) =>
        rig.Emulator.Requests.Where(request => request.Path == "/v1/responses")
            .Select(request => (string?)request.Json!["model"]);

    private static void Failing(EmulatedRouter rig, string model, int status) =>
        rig.Emulator.Script.When(request => request.Path == "/v1/responses" && (string?)request.Json?["model"] == model)
            .Fail(status);

    private static Task<ChatResponse> AskAsync(EmulatedRouter rig, bool stream = false, ChatOptions? options = null)
    {
        var chat = rig.Router.AsIChatClient(Model, ChatProtocol.Responses);
        return stream
            ? chat.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync()
            : chat.GetResponseAsync("Hello", options);
    }
}
