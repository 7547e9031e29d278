using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>
/// Images that Microsoft.Extensions.AI's <c>UseImageGeneration</c> makes and changes over the turns of a conversation,
/// in both protocols: what dotnet/extensions' own tests of it expect of a chat client, in our words.
/// </summary>
[Trait("Category", "Field")]
public sealed partial class ImageInvocationTests
{
    public static TheoryData<string, ChatProtocol, bool> Ways
    {
        get
        {
            var all = new TheoryData<string, ChatProtocol, bool>();
            foreach (var (name, protocol) in Profile.Ways)
            {
                all.Add(name, protocol, false);
                all.Add(name, protocol, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Pictures_are_made_and_changed_turn_by_turn(string name, ChatProtocol protocol, bool stream)
    {
        await using var profile = Profile.Start(name, protocol, request => Reply(request, protocol));
        using var pictures = new Pictures();
        using var client = profile.Client.AsBuilder().UseImageGeneration(pictures).UseFunctionInvocation().Build();
        ChatOptions options = new() { Tools = [new HostedImageGenerationTool { Options = new() { Count = 2 } }] };
        List<ChatMessage> history = [];
        List<DataContent> made = [];

        foreach (var words in new[] { "Draw a tree.", "Change the last one: flowers.", "Change the first one: birds." })
        {
            history.Add(new(ChatRole.User, words));
            var response = stream
                ? await client.GetStreamingResponseAsync(history, options).ToChatResponseAsync()
                : await client.GetResponseAsync(history, options);
            history.AddRange(response.Messages);
            var contents = response.Messages.SelectMany(static message => message.Contents).ToList();
            Assert.Single(contents.OfType<ImageGenerationToolCallContent>());
            var result = Assert.Single(contents.OfType<ImageGenerationToolResultContent>());
            made.Add((DataContent)Assert.Single(result.Outputs!));
            Assert.DoesNotContain("meai_image", response.Text, StringComparison.Ordinal);
            Assert.EndsWith("Here it is.", response.Text, StringComparison.Ordinal);
        }

        Assert.Equal(3, pictures.Requests.Count);
        Assert.Null(pictures.Requests[0].OriginalImages);
        Assert.Same(made[0], Assert.Single(pictures.Requests[1].OriginalImages!));
        Assert.Same(made[0], Assert.Single(pictures.Requests[2].OriginalImages!));
        Assert.All(pictures.Counts, static count => Assert.Equal(2, count));
    }

    /// <summary>
    /// A model that draws when it is asked to, and knows pictures by what stands for them in the history.
    /// </summary>
    private static string Reply(ReceivedRequest request, ChatProtocol protocol)
    {
        var items = request.Json.GetProperty(protocol == ChatProtocol.Responses ? "input" : "messages");
        var last = items[items.GetArrayLength() - 1];
        var wants = last.TryGetProperty("role", out var role) && role.GetString() == "user";
        Said said = new("Here it is.");
        if (wants && last.GetRawText() is var words && (words.Contains("Draw", StringComparison.Ordinal)
            || words.Contains("Change", StringComparison.Ordinal)))
        {
            var known = Known().Matches(items.GetRawText()).Select(static match => match.Groups[1].Value).ToList();
            said = words.Contains("Change", StringComparison.Ordinal)
                ? new(null, null, (Name(request, "Edit"), $$"""{"prompt":"more","imageId":"{{known[0]}}"}"""))
                : new(null, null, (Name(request, "Generate"), """{"prompt":"a tree"}"""));
        }

        return protocol == ChatProtocol.Responses ? said.Responses(request) : said.Chat(request);
    }

    private static string Name(ReceivedRequest request, string beginning) =>
        request.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => tool.TryGetProperty("function", out var function) ? function : tool)
            .Select(static tool => tool.GetProperty("name").GetString()!)
            .First(name => name.StartsWith(beginning, StringComparison.Ordinal));

    [GeneratedRegex(@"\[meai_image:([^\]]+)\]")]
    private static partial Regex Known();

    private sealed class Pictures : IImageGenerator
    {
        public List<ImageGenerationRequest> Requests { get; } = [];

        public List<int?> Counts { get; } = [];

        public Task<ImageGenerationResponse> GenerateAsync(
            ImageGenerationRequest request, ImageGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Requests.Add(request);
            Counts.Add(options?.Count);
            byte[] bytes = [0x89, 0x50, 0x4E, 0x47, (byte)Requests.Count];
            return Task.FromResult(new ImageGenerationResponse(
                [new DataContent(bytes, "image/png") { Name = $"picture_{Requests.Count}.png" }]));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
