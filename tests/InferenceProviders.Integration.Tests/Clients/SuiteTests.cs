using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

/// <summary>
/// What the suites of dotnet/extensions for image generation and function invocation expect of a chat client, over both
/// protocols.
/// </summary>
public sealed class SuiteTests
{
    public static TheoryData<ChatProtocol, string?, bool> Clients => new()
    {
        { ChatProtocol.ChatCompletions, null, false }, { ChatProtocol.ChatCompletions, null, true },
        { ChatProtocol.Responses, null, false }, { ChatProtocol.Responses, null, true },
        { ChatProtocol.Responses, "openai", false }, { ChatProtocol.Responses, "openai", true },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task An_image_is_made_and_then_edited(ChatProtocol protocol, string? provider, bool stream)
    {
        // First the function for images is called, then the model answers; twice.
        var turn = 0;
        await using var server = ScriptedServer.Start(request => Answer(request, turn++ % 2 == 0
            ? request.Json.GetProperty("tools").EnumerateArray()
                .Select(tool => tool.TryGetProperty("function", out var nested) ? nested : tool)
                .First(tool => tool.GetProperty("name").GetString()!.Contains("Generate", StringComparison.Ordinal))
                .GetProperty("name").GetString()
            : null));
        using var router = server.Router(options =>
        {
            options.ProviderKeys["openai"] = "sk-test";
            options.ProviderEndpoints["openai"] = server.Address;
        });
        var images = new Images();
        using var client = router.AsIChatClient(provider is null ? "org/model" : "gpt-5", protocol, provider)
            .AsBuilder().UseImageGeneration(images).UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [new HostedImageGenerationTool()] };
        List<ChatMessage> history = [new(ChatRole.User, "Draw a cat.")];
        for (var run = 0; run < 2; run++)
        {
            var response = stream
                ? await client.GetStreamingResponseAsync(history, options).ToChatResponseAsync()
                : await client.GetResponseAsync(history, options);
            Assert.Single(
                response.Messages.SelectMany(message => message.Contents).OfType<ImageGenerationToolResultContent>());
            Assert.Equal("Done.", response.Text.Trim());
            history.AddRange(response.Messages);
            history.Add(new(ChatRole.User, "Bigger."));
        }

        Assert.Equal(2, images.Calls);
    }

    private static Reply Answer(ReceivedRequest request, string? function)
    {
        var stream = request.Json.TryGetProperty("stream", out _);
        if (request.Target.Contains("/responses", StringComparison.Ordinal))
        {
            var item = function is null
                ? Responded.Message("Done.")
                : Responded.Function(function, """{"prompt":"a cat"}""");
            return stream
                ? Responded.Stream(
                    Responded.Created(), Responded.Added(item), Responded.Done(item), new JsonObject
                    {
                        ["type"] = "response.completed",
                        ["response"] = Responded.Response("completed", item),
                    })
                : Responded.Reply(Responded.Completed(item));
        }

        var message = function is null
            ? """{"content":"Done."}"""
            : "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
            + function + "\",\"arguments\":\"{\\\"prompt\\\":\\\"a cat\\\"}\"}}]}";
        return stream
            ? Reply.Stream(
                Wire.Events(Wire.Chunk(message), Wire.Chunk("{}", function is null ? "\"stop\"" : "\"tool_calls\""))
                + Wire.Done)
            : Reply.Json(Wire.Answer(message));
    }

    private sealed class Images : IImageGenerator
    {
        public int Calls { get; private set; }

        public Task<ImageGenerationResponse> GenerateAsync(
            ImageGenerationRequest request, ImageGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(
                new ImageGenerationResponse([new DataContent(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, "image/png")]));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
