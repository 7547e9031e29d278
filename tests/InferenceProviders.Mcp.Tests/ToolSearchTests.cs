using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;
using Xunit.Abstractions;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>Servers with more tools than a model should be offered at once.</summary>
public sealed class ToolSearchTests(ITestOutputHelper output)
{
    private static readonly string[] Things = [
        "invoice", "customer", "order", "ticket", "shipment", "contract", "calendar_event", "repository", "deployment",
        "user"];
    private static readonly string[] Verbs = ["create", "get", "list", "update", "delete"];

    /// <summary>
    /// Tools as CRM and ERP servers list them: a name, a sentence or two, and a handful of parameters.
    /// </summary>
    private static string Tools(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(static index =>
    {
        var (verb, thing, area) = (Verbs[index % 5], Things[index / 5 % 10], index / 50);
        return $$$"""
            {"name":"area{{{area}}}_{{{verb}}}_{{{thing}}}","description":"{{{verb}}} a {{{thing}}} in area {{{area}}}. Answers with the record and its links; fails when the record is locked.",
            "inputSchema":{"type":"object","properties":{"id":{"type":"string","description":"The id of the record."},"fields":{"type":"array","items":{"type":"string"},"description":"The fields to answer with."},
            "dry_run":{"type":"boolean","description":"Only check whether it would work."}},"required":["id"]}}
            """;
    })) + "]";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_500_tools_the_model_is_offered_a_search_and_what_it_found(bool stream)
    {
        await using var server = await RawMcpServer.StartAsync(Tools(500));
        var model = new ScriptedModel(
            Asks(Call("search_tools", ("query", "delete customers in area 3"))),
            Asks(Call("area3_delete_customer", ("id", "7"))), Says("Deleted."), Says("You are welcome."));
        await using var chat = model.UseMcpServerTools();
        var options = new ChatOptions { Tools = [server.Tool()] };
        List<ChatMessage> history = [new(ChatRole.User, "Delete customer 7 of area 3.")];

        var response = stream
            ? await chat.StreamedAsync(history, options)
            : await chat.GetResponseAsync(history, options);

        Assert.Equal(["search_tools"], model.Requests[0].FunctionNames);
        Assert.Contains("area3_delete_customer", model.Requests[1].FunctionNames);
        Assert.InRange(model.Requests[1].FunctionNames.Count, 2, 9);
        Assert.StartsWith(
            "8 of 500 tools. They can be called now:\n- area3_delete_customer: delete a customer in area 3.",
            model.Requests[1].LastResult, StringComparison.Ordinal);
        Assert.Equal("17 degrees", response.All<McpServerToolResultContent>()[1].TextOf());
        Assert.Equal("Deleted.", response.Text);

        // Kept as JSON, the history still knows what was found.
        history = [.. history, .. response.Messages, new(ChatRole.User, "Thanks.")];
        await chat.GetResponseAsync(history.ThroughJson(), options);
        Assert.Equal(model.Requests[1].FunctionNames.Order(), model.LastRequest.FunctionNames.Order());

        await using var all = new ScriptedModel(Says("Hi.")).UseMcpServerTools(new()
        {
            MaxOfferedTools = 1000,
            MaxOfferedToolTokens = 1_000_000,
        });
        await all.GetResponseAsync("Hi.", options);
        var before = Tokens(((ScriptedModel)all.GetService(typeof(ScriptedModel))!).LastRequest);
        output.WriteLine(
            $"500 tools: {before:N0} tokens of functions in the first request with all of them,"
            + $" {Tokens(model.Requests[0]):N0} with the search, {Tokens(model.Requests[1]):N0} after it.");
        Assert.True(Tokens(model.Requests[1]) * 20 < before);
    }

    [Theory]
    [InlineData(129, null, null, true)]
    [InlineData(128, null, null, false)]
    [InlineData(20, 19, null, true)]
    [InlineData(20, 20, null, false)]
    [InlineData(20, null, 500, true)]
    [InlineData(20, null, 5_000, false)]
    public async Task The_limit_is_in_tools_or_in_tokens(int tools, int? maxTools, int? maxTokens, bool searches)
    {
        await using var server = await RawMcpServer.StartAsync(Tools(tools));
        var model = new ScriptedModel(Says("Hi."));
        await using var chat = model.UseMcpServerTools(new()
        {
            MaxOfferedTools = maxTools ?? 128,
            MaxOfferedToolTokens = maxTokens ?? 40_000,
        });

        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()] });

        Assert.Equal(searches ? 1 : tools, model.LastRequest.FunctionNames.Count);
    }

    [Fact]
    public async Task A_hosted_tool_search_asks_for_it_whatever_the_number()
    {
        await using var server = await RawMcpServer.StartAsync(Tools(5));
        var model = new ScriptedModel(Says("Hi."), Says("Hi."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool(), new HostedToolSearchTool()] });
        Assert.Equal(["search_tools"], model.LastRequest.FunctionNames);
        Assert.Single(model.LastRequest.Options!.Tools!);

        await chat.GetResponseAsync("Hi.", new()
        {
            Tools = [
                server.Tool(),
                new HostedToolSearchTool { DeferredTools = ["area0_get_invoice", "area0_list_invoice"] }],
        });
        Assert.Equal(
            ["area0_create_invoice", "area0_delete_invoice", "area0_update_invoice", "search_tools"],
            model.LastRequest.FunctionNames.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_rules_and_modes_hold_for_what_is_found()
    {
        await using var server = await RawMcpServer.StartAsync(Tools(200));
        var model = new ScriptedModel(
            Asks(Call("search_tools_2", ("query", "get invoice"))), Asks(Call("area0_get_invoice", ("id", "1"))));
        await using var chat = model.UseMcpServerTools();
        var tool = server.Tool();
        tool.ApprovalMode = null;

        var response = await chat.GetResponseAsync(
            "Hi.", new()
            {
                Tools = [tool, AIFunctionFactory.Create(() => "mine", "search_tools")],
                ToolMode = ChatToolMode.RequireSpecific("area1_get_user"),
            });

        Assert.Equal(
            ["area1_get_user", "search_tools", "search_tools_2"],
            model.Requests[0].FunctionNames.Order(StringComparer.Ordinal));
        Assert.Equal(
            "area0_get_invoice",
            Assert.IsType<McpServerToolCallContent>(
                Assert.Single(response.All<ToolApprovalRequestContent>()).ToolCall).Name);
        Assert.Equal(0, server.Count("tools/call"));
    }

    [Fact]
    public async Task Words_that_no_tool_has_are_answered_with_advice()
    {
        await using var server = await RawMcpServer.StartAsync(Tools(200));
        var model = new ScriptedModel(
            Asks(Call("search_tools", ("query", "xyzzy"))), Asks(Call("search_tools")), Says("No."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Hi.", new() { Tools = [server.Tool()] });

        Assert.All(
            model.LastRequest.Results, static result =>
                Assert.StartsWith(
                    "None of the 200 tools has these words.", ModelRequest.Text(result), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("getUserById", "get|user|by|id")]
    [InlineData("list_open-tickets", "list|open|ticket")]
    [InlineData("天気を調べる", "天|気|を|調|べ|る")]
    [InlineData("Größe ändern", "größe|ändern")]
    public void Words_are_found_in_names_of_all_kinds(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Mcp.Tools.ToolSearch.Split(text));

    private static long Tokens(ModelRequest request) =>
        request.Functions.Sum(
            static function =>
                (function.Name.Length + function.Description.Length + function.JsonSchema.GetRawText().Length) / 4);
}
