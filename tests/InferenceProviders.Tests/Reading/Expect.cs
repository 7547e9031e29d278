using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>What a response must say, in short words.</summary>
internal static class Expect
{
    public static void Text(ChatResponse response, string text) => Assert.Equal(text, response.Text);

    public static void Finish(ChatResponse response, ChatFinishReason? reason) =>
        Assert.Equal(reason, response.FinishReason);

    /// <summary>The reasoning in order, and the field that it is noted to have come in.</summary>
    public static void Reasoning(ChatResponse response, string text, string field)
    {
        var contents = Assert.Single(response.Messages).Contents.OfType<TextReasoningContent>().ToList();
        Assert.Equal(text, string.Concat(contents.Select(content => content.Text)));
        Assert.Equal(field, contents[0].AdditionalProperties?["reasoning_field"]);
    }

    public static IReadOnlyList<FunctionCallContent> Calls(
        ChatResponse response, params (string? Id, string Name, string Arguments)[] expected)
    {
        var calls = Assert.Single(response.Messages).Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal(expected.Length, calls.Count);
        foreach (var (call, (id, name, arguments)) in calls.Zip(expected))
        {
            Assert.NotEmpty(call.CallId);
            Assert.Equal(id ?? call.CallId, call.CallId);
            Assert.Equal(name, call.Name);
            Assert.Equal(arguments, JsonSerializer.Serialize(call.Arguments));
            Assert.Null(call.Exception);
        }

        Assert.Equal(calls.Count, calls.Select(call => call.CallId).Distinct().Count());
        Finish(response, ChatFinishReason.ToolCalls);
        return calls;
    }

    public static void Usage(ChatResponse response, long input, long output, long total)
    {
        Assert.NotNull(response.Usage);
        Assert.Equal(
            (input, output, total),
            (response.Usage.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
    }
}
