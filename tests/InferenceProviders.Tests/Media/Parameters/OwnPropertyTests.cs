using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Media.Parameters;

/// <summary>
/// What is this library's own on options (routing, a conversation's key, an earlier report) reaches no provider, in any
/// protocol and task.
/// </summary>
public sealed class OwnPropertyTests
{
    private const string Own = "inference_providers.";
    private const string Conversation = "conversation-0123456789";
    private const string Kept = "kept_field";

    public static TheoryData<string, string> Tasks
    {
        get
        {
            var tasks = new TheoryData<string, string>();
            foreach (var provider in ProviderRegistry.BuiltIn.All)
            {
                foreach (var task in provider.Tasks.Select(task => task.Name).Except(["conversational"]))
                {
                    tasks.Add(provider.Name, task);
                }
            }

            return tasks;
        }
    }

    [Theory]
    [InlineData(ChatProtocol.ChatCompletions, false)]
    [InlineData(ChatProtocol.ChatCompletions, true)]
    [InlineData(ChatProtocol.Responses, false)]
    [InlineData(ChatProtocol.Responses, true)]
    public async Task A_chat_sends_the_callers_fields_and_none_of_our_own(ChatProtocol protocol, bool stream)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"error":"enough"}""", 400));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", protocol);
        var options = new ChatOptions { AdditionalProperties = Properties(), RawRepresentationFactory = _ => Raw() };

        await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync()
            : chat.GetResponseAsync("Hi", options));

        NothingOfOurs(Assert.Single(server.Requests));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task A_task_sends_the_callers_fields_and_none_of_our_own(string provider, string task)
    {
        var providerId = task == "image-text-to-video" && provider == "novita" ? "MiniMax-H3" : "model-id";
        await using var server = MediaServer.Start(
            provider, task, (_, _) => Reply.Json("""{"error":"enough"}""", 400), providerId);
        using var router = server.Router(provider, options => options.RouterEndpoint = server.Server.Address);

        await Assert.ThrowsAsync<InferenceException>(() => CallAsync(router, provider, task));

        NothingOfOurs(Assert.Single(server.Asked));
    }

    /// <summary>
    /// Options as they come back from an application that keeps them: with what <c>WithRouting</c> and earlier answers
    /// put there.
    /// </summary>
    private static AdditionalPropertiesDictionary Properties()
    {
        var routed = new ChatOptions().WithRouting(new RoutingOptions
        {
            SessionAffinityKey = Conversation,
            MaxAttempts = 1,
        });
        return new AdditionalPropertiesDictionary(routed.AdditionalProperties!)
        {
            [Own + "routing_report"] = new object(),
            [Kept] = "kept value",
        };
    }

    private static JsonObject Raw() => new() { [Own + "routing"] = Conversation, ["raw_field"] = "raw value" };

    private static Task CallAsync(InferenceRouter router, string provider, string task)
    {
        switch (task)
        {
            case "text-generation":
                return router.GenerateTextAsync(
                    "Once", MediaServer.Model, new() { AdditionalProperties = Properties() }, provider);

            case "feature-extraction":
                return router.AsIEmbeddingGenerator(
                    MediaServer.Model, provider).GenerateAsync(["Hi"], new() { AdditionalProperties = Properties() });

            default:
                var call = TaskCall.Of(task);
                call.Options.GetType().GetProperty("AdditionalProperties")!.SetValue(call.Options, Properties());
                return call.Run(router, provider);
        }
    }

    private static void NothingOfOurs(ReceivedRequest request)
    {
        Assert.Contains(Kept, request.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Own, request.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Conversation, request.Text, StringComparison.Ordinal);
    }
}
