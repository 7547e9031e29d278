using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>
/// The contract of a chat client, in chat completions and in the Responses API, over every way to a model: what goes
/// out for what a caller asks, and what a caller gets of what comes back, whole and streamed alike.
/// </summary>
[Trait("Category", "Field")]
public sealed class ChatSuiteTests
{
    private static readonly Said[] Answers =
    [
        new("Hello! How can I assist you today?"),
        new("It is 42.", "The user wants a number. So be it."),
        new(null, null, ("get_age", """{"name":"Al","deep":{"list":[1,2,null,"ü"]}}""")),
        new("Let me see.", "Two calls.", ("get_age", """{"name":"Al"}"""), ("get_mood", "{}")),
    ];

    public static TheoryData<string> Chat => [.. Profile.Chat];

    public static TheoryData<string, ChatProtocol> All
    {
        get
        {
            var all = new TheoryData<string, ChatProtocol>();
            foreach (var (name, protocol) in Profile.Ways)
            {
                all.Add(name, protocol);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Chat))]
    public async Task What_is_asked_is_sent(string name)
    {
        await using var profile = Profile.Start(name, ChatProtocol.ChatCompletions, Answers[0].Chat);
        foreach (var (what, messages, options, fields) in ChatRequests.All)
        {
            foreach (var stream in new[] { false, true })
            {
                await profile.AskAsync(messages, options, stream);
                var expected = ChatRequests.For(profile, fields, stream);
                var sent = ChatRequests.Sent(profile.Bodies[^1]);
                Assert.True(JsonNode.DeepEquals(expected, sent), $"{what} ({name}):\n{expected}\n{sent}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_comes_is_read_alike_whole_and_streamed(string name, ChatProtocol protocol)
    {
        foreach (var said in Answers)
        {
            await using var profile = Profile.Start(
                name, protocol, protocol == ChatProtocol.Responses ? said.Responses : said.Chat);
            ChatMessage[] messages = [new(ChatRole.User, "hello")];
            said.Check(await profile.AskAsync(messages, null, stream: false));
            said.Check(await profile.AskAsync(messages, null, stream: true));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Functions_are_run_and_their_results_answered(string name, ChatProtocol protocol)
    {
        Said call = new("Let me see.", "A call.", ("get_age", """{"name":"Al"}"""));
        Said answer = new("Al is 42.");
        foreach (var stream in new[] { false, true })
        {
            await using var profile = Profile.Start(name, protocol, request =>
            {
                var next = request.Text.Contains("42", StringComparison.Ordinal) ? answer : call;
                return protocol == ChatProtocol.Responses ? next.Responses(request) : next.Chat(request);
            });
            using var client = profile.Client.AsBuilder().UseFunctionInvocation().Build();
            ChatOptions options = new() { Tools = [AIFunctionFactory.Create((string name) => 42, "get_age")] };

            var response = stream
                ? await client.GetStreamingResponseAsync("How old is Al?", options).ToChatResponseAsync()
                : await client.GetResponseAsync("How old is Al?", options);

            Assert.Equal("Al is 42.", response.Messages[^1].Text);
            Assert.Equal(2, profile.Bodies.Count);
            Assert.Equal(122, response.Usage!.InputTokenCount);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Another_model_is_asked_where_a_call_names_one(string name, ChatProtocol protocol)
    {
        if (name is not ("openai" or Profile.Endpoint or Profile.Router))
        {
            // The mapping gives every model the one name.
            return;
        }

        var said = Answers[0];
        await using var profile = Profile.Start(
            name, protocol, protocol == ChatProtocol.Responses ? said.Responses : said.Chat);
        foreach (var stream in new[] { false, true })
        {
            await profile.AskAsync([new(ChatRole.User, "hello")], new() { ModelId = "gpt-5-mini" }, stream);
            Assert.Equal("gpt-5-mini", profile.Bodies[^1].GetProperty("model").GetString());
        }
    }

    [Fact]
    public async Task A_client_says_what_it_is()
    {
        foreach (var (name, protocol) in Profile.Ways)
        {
            await using var profile = Profile.Start(name, protocol, static _ => "{}");
            var client = profile.Client;
            var metadata = client.GetService<ChatClientMetadata>()!;

            Assert.False(string.IsNullOrEmpty(metadata.ProviderName));
            Assert.NotNull(metadata.ProviderUri);
            Assert.NotNull(metadata.DefaultModelId);
            Assert.Same(client, client.GetService<IChatClient>());
            Assert.NotNull(client.GetService<InferenceRouter>());
            Assert.Null(client.GetService<string>());
            Assert.Null(client.GetService(typeof(IChatClient), "key"));
            Assert.Throws<ArgumentNullException>(() => client.GetService(null!));
            using var pipeline = client.AsBuilder().UseFunctionInvocation().UseOpenTelemetry().Build();
            Assert.IsType<FunctionInvokingChatClient>(pipeline.GetService<IChatClient>());
            Assert.Same(client.GetService<InferenceRouter>(), pipeline.GetService<InferenceRouter>());
            Assert.Same(metadata, pipeline.GetService<ChatClientMetadata>());
        }
    }
}
