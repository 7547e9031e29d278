using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Integration.Tests.Clients;

public sealed class FunctionInvocationTests
{
    private const string Question = "What is the weather in Paris and in Oslo?";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parallel_calls_run_and_their_results_go_back_together(bool concurrent)
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<string> cities = [];
        using var client = chat.Builder.UseFunctionInvocation(
            configure: loop => loop.AllowConcurrentInvocation = concurrent).Build();

        var response = await client.GetResponseAsync(Question, new() { Tools = [EmulatedChat.Weather(cities)] });

        Assert.Equal(["Oslo", "Paris"], cities.Order());
        Assert.Contains("light rain in Paris", response.Text, StringComparison.Ordinal);
        Assert.Contains("light rain in Oslo", response.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["user", "assistant", "tool", "tool"], chat.Emulator.LastCall().Messages()
            .Select(message => (string?)message["role"]));
        Assert.Equal(2, chat.Emulator.LastCall().Messages()[1]["tool_calls"]!.AsArray().Count);
        Assert.NotNull(response.GetRoutingReport());
        Assert.True(response.Usage!.TotalTokenCount > 0);
    }

    [Fact]
    public async Task It_streams()
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<string> cities = [];
        using var client = chat.Builder.UseFunctionInvocation().Build();

        var updates = await client.GetStreamingResponseAsync(Question, new() { Tools = [EmulatedChat.Weather(cities)] })
            .ToListAsync();

        Assert.Equal(["Oslo", "Paris"], cities.Order());
        Assert.Contains("light rain in Oslo", updates.ToChatResponse().Text, StringComparison.Ordinal);
        Assert.Equal(2, updates.Count(update => update.GetRoutingReport() is not null));
        Assert.Equal(2, updates.SelectMany(update => update.Contents).OfType<FunctionResultContent>().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_waits_for_its_approval(bool approved)
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<string> cities = [];
        using var client = chat.Builder.UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [new ApprovalRequiredAIFunction(EmulatedChat.Weather(cities))] };
        List<ChatMessage> history = [new(ChatRole.User, Question)];

        var first = await client.GetResponseAsync(history, options);
        var requests = first.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>()
            .ToList();
        Assert.Equal(2, requests.Count);
        Assert.Empty(cities);
        history.AddRange(first.Messages);
        history.Add(new(ChatRole.User, [.. requests.Select(request => request.CreateResponse(approved))]));
        var second = await client.GetResponseAsync(history, options);

        Assert.Equal(approved ? ["Oslo", "Paris"] : [], cities.Order());
        Assert.Equal(approved, second.Text.Contains("light rain in Oslo", StringComparison.Ordinal));
        Assert.Equal(2, chat.Emulator.Calls().Count);
    }

    [Fact]
    public async Task A_failure_in_the_second_turn_is_the_routers_error()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseFunctionInvocation().Build();
        chat.Emulator.Script.For().Skip(1).Fail(402, """{"error":"You have exceeded your monthly included credits"}""");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => client.GetResponseAsync(Question, new() { Tools = [EmulatedChat.Weather([])] }));

        Assert.Equal(InferenceErrorKind.CreditsExhausted, error.Kind);
    }

    [Fact]
    public async Task It_is_composed_with_dependency_injection()
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<string> cities = [];
        var services = new ServiceCollection().AddSingleton(chat.Router);
        services.AddChatClient(
            provider =>
                provider.GetRequiredService<InferenceRouter>()
                .AsIChatClient(EmulatedChat.Model)).UseFunctionInvocation();
        await using var provider = services.BuildServiceProvider();

        var response = await provider.GetRequiredService<IChatClient>().GetResponseAsync(
            Question, new() { Tools = [EmulatedChat.Weather(cities)] });

        Assert.Equal(2, cities.Count);
        Assert.Contains("light rain in Paris", response.Text, StringComparison.Ordinal);
    }
}
