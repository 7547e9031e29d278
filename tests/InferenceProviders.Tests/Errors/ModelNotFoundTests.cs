using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>Who serves a model is said where nobody was found who does.</summary>
public sealed class ModelNotFoundTests
{
    private const string Mapping = """
        {"inferenceProviderMapping":{
          "novita":{"status":"live","providerId":"n/m","task":"conversational"},
          "cerebras":{"status":"staging","providerId":"c-m","task":"conversational"},
          "together":{"status":"live","providerId":"t/m","task":"feature-extraction"}}}
        """;

    private static readonly Reply NotFound = Reply.Json(
        """{"error":{"message":"The requested model 'org/model' does not exist","code":"model_not_found"}}""", 400);

    [Theory]
    [InlineData(false, "org/model")]
    [InlineData(true, "org/model")]
    [InlineData(false, "org/model:fastest")]
    [InlineData(true, "org/model:groq")]
    public async Task The_automatic_route_asks_the_hub_who_serves_the_model(bool stream, string model)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json(Mapping)
            : NotFound);
        using var router = server.Router();

        var error = await FailureAsync(router.AsIChatClient(model), stream);

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("The requested model 'org/model' does not exist", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "According to the Hub org/model is served for 'conversational' by: novita, cerebras (staging).",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("According to the Hub", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "/api/models/org/model?expand[]=inferenceProviderMapping",
            server.Requests.Single(request => request.Method == "GET").Target);
        Assert.Single(server.Requests, request => request.Method == "POST");
        Assert.DoesNotContain("According", Assert.Single(error.Attempts).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_know_its_model_is_not_named_again()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json(Mapping)
            : Reply.Json("""{"detail":"Not Found"}""", 404));
        using var router = server.Router();

        var error = await FailureAsync(router.AsIChatClient("org/model", "novita"), stream: false);

        Assert.EndsWith(
            "is served for 'conversational' by: cerebras (staging).", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests, request => request.Method == "GET");
    }

    [Fact]
    public async Task A_model_that_is_served_for_other_tasks_only_is_said_to_be_so()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(
                """{"inferenceProviderMapping":"""
                + """[{"provider":"together","status":"live","providerId":"t/m","task":"feature-extraction"}]}""")
                : NotFound);
        using var router = server.Router();

        var error = await FailureAsync(router.AsIChatClient("org/model"), stream: false);

        Assert.EndsWith("it is served by: together ('feature-extraction').", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_nobody_serves_is_said_to_be_so()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json("{}") : NotFound);
        using var router = server.Router();
        Assert.EndsWith(
            "The Hub knows no other provider that serves org/model.",
            (await FailureAsync(router.AsIChatClient("org/model"), stream: false)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("404")]
    [InlineData("garbage")]
    [InlineData("reset")]
    public async Task A_hub_that_fails_hides_nothing(string how)
    {
        await using var server = ScriptedServer.Start(request => request.Method != "GET" ? NotFound : how switch
        {
            "500" => Reply.Json("""{"error":"Hub is down"}""", 500),
            "404" => Reply.Json("""{"error":"Repository not found"}""", 404),
            "garbage" => Reply.Json("<html>"),
            _ => Reply.Close,
        });
        using var logs = new CapturedLogs();
        using var router = server.Router(options => options.LoggerFactory = logs);

        var error = await FailureAsync(router.AsIChatClient("org/model"), stream: false);

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.EndsWith("The requested model 'org/model' does not exist.", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            logs.Lines,
            line => line.Contains("The providers of org/model could not be looked up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hub_that_hangs_is_not_waited_for_long()
    {
        var asked = new TaskCompletionSource();
        var time = new ManualTime();
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? new Reply(new ReplyStep.Gate(asked), new ReplyStep.Hang()) : NotFound);
        using var router = server.Router(options => options.TimeProvider = time);

        var failing = FailureAsync(router.AsIChatClient("org/model"), stream: false);
        await asked.Task;
        await time.AlarmSetAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.EndsWith("does not exist.", (await failing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_in_the_lookup_leaves_the_error_as_it_is()
    {
        var asked = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? new Reply(new ReplyStep.Gate(asked), new ReplyStep.Hang()) : NotFound);
        using var router = server.Router();
        using var caller = new CancellationTokenSource();

        var asking = router.AsIChatClient("org/model").GetResponseAsync("Hi", cancellationToken: caller.Token);
        await asked.Task;
        await caller.CancelAsync();

        Assert.Equal(
            InferenceErrorKind.ModelNotFound, (await Assert.ThrowsAsync<InferenceException>(() => asking)).Kind);
    }

    [Fact]
    public async Task An_endpoint_that_answers_404_is_not_the_hubs_business()
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"detail":"Not Found"}""", 404));
        using var router = server.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(new Uri(server.Address, "v1")).GetResponseAsync("Hi"));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_key_of_a_provider_is_not_shown_to_the_hub()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json(Mapping)
            : NotFound);
        using var router = server.Router(options =>
        {
            options.ProviderKeys["novita"] = "novita_secret_key";
            options.ProviderEndpoints["novita"] = server.Address;
        });

        await FailureAsync(router.AsIChatClient("org/model", "novita"), stream: false);

        Assert.All(
            server.Requests, request =>
                Assert.Equal(
                    request.Method == "GET"
                        ? $"Bearer {ScriptedServer.Token}"
                        : "Bearer novita_secret_key", request.Header("Authorization")));
    }

    private static Task<InferenceException> FailureAsync(IChatClient chat, bool stream) =>
        Assert.ThrowsAsync<InferenceException>(() =>
        stream ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));
}
