using System.Text.Json.Nodes;
using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// Names, arguments and results outside ASCII, under the protocol with sessions and under the newest, which has the
/// tool's name in a header.
/// </summary>
[Trait("Category", "Field")]
public sealed class TextsOfAllScriptsTests
{
    [Theory]
    [InlineData(false, "wetter_für")]
    [InlineData(true, "wetter_für")]
    [InlineData(false, "天気")]
    [InlineData(true, "天気")]
    [InlineData(false, "get weather/now")]
    [InlineData(true, "get weather/now")]
    [InlineData(false, "🌧")]
    [InlineData(true, "🌧")]
    public async Task They_work(bool isNewest, string name)
    {
        var tools = new JsonArray(
            [.. new[] { name, $"{name}2" }.Select(
                static tool =>
                    new JsonObject { ["name"] = tool, ["inputSchema"] = new JsonObject { ["type"] = "object" } })]);
        await using var server = await RawMcpServer.StartAsync(tools.ToJsonString());
        if (isNewest)
        {
            server.Answers["server/discover"] = static _ =>
                """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":"""
                + """0,"cacheScope":"private"}""";
        }

        server.Answers["tools/call"] = static request => new JsonObject
        {
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text",
                    ["text"] =
                    $"{request["params"]!["name"]}: 17° in {request["params"]!["arguments"]!["stadt ü"]} 🌧" }),
        }.ToJsonString();
        var model = new ScriptedModel(
            static request =>
                new(ChatRole.Assistant, [Call(request.FunctionNames[0], ("stadt ü", "Zürich 東京"))]), Says("Fertig."));
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });
        var tool = server.Tool("Läden 店");

        var response = await chat.GetResponseAsync("Wie warm ist es?", new() { Tools = [tool] });

        Assert.Equal(
            $"{name}: 17° in Zürich 東京 🌧",
            Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
        Assert.Equal(
            ("Läden 店", name),
            (response.All<McpServerToolCallContent>()[0].ServerName, response.All<McpServerToolCallContent>()[0].Name));
        Assert.Equal(2, model.Requests[0].FunctionNames.Distinct().Count());
        Assert.All(
            model.Requests[0].FunctionNames, static function => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", function));
        Assert.Equal(isNewest ? 0 : 1, server.Count("initialize"));
    }
}
