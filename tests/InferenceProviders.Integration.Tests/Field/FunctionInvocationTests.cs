using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Field;

/// <summary>
/// Arguments that could not be parsed, with the function-invoking client of Microsoft.Extensions.AI, which does not
/// look at <see cref="FunctionCallContent.Exception"/>: a tool whose parameters are all optional ran as if all had been
/// meant.
/// </summary>
[Trait("Category", "Field")]
public sealed class FunctionInvocationTests
{
    [Theory]
    [InlineData("{\"filter\": \"old", false)]
    [InlineData("{\"filter\": \"old", true)]
    [InlineData("[\"old\"]", false)]
    [InlineData("{'filter': 'old'}", false)]
    [InlineData("{\"filter\": \"ol\nd\"}", true)]
    public async Task A_tool_does_not_run_without_its_arguments_and_the_model_is_told(string arguments, bool agent)
    {
        var deleted = new List<string>();
        var tool = AIFunctionFactory.Create(
            (string? filter = null) => { deleted.Add(filter ?? "ALL"); return "deleted"; }, "delete_files");
        await using var server = ScriptedServer.Start(
            Reply.Json(
                Wire.Answer(
                    """{"tool_calls":[{"id":"a","function":{"name":"delete_files","arguments":"""
                    + System.Text.Json.JsonSerializer.Serialize(arguments) + "}}]}", "\"tool_calls\"")),
            Reply.Json(Wire.Answer("""{"content":"Sorry."}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var text = agent
            ? (await new ChatClientAgent(chat, tools: [tool]).RunAsync("Delete the old ones")).Text
            : (await chat.AsBuilder().UseFunctionInvocation().Build().GetResponseAsync(
                "Delete the old ones", new ChatOptions { Tools = [tool] })).Text;

        Assert.Equal("Sorry.", text);
        Assert.Empty(deleted);
        var result = server.Requests[1].Json.GetProperty("messages").EnumerateArray()
            .Single(message => message.GetProperty("role").GetString() == "tool");
        Assert.Contains("Error", result.GetProperty("content").GetString(), StringComparison.Ordinal);
    }
}
