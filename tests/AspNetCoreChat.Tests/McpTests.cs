namespace AspNetCoreChat.Tests;

[Collection(BrowserTests.Name)]
public sealed class McpTests(OneServer server) : IClassFixture<OneServer>
{
    private const string Prompt = "Book a table for 4 people in Paris";

    [BrowserFact]
    public async Task A_server_is_added_by_its_address()
    {
        await using var app = await server.OpenAsync();

        await AddServerAsync(app);

        await Expect(app.Page.Locator("#mcp-servers")).ToContainTextAsync("find_trains");
        await Expect(app.Page.Locator("#mcp-servers")).ToContainTextAsync("book_table");
    }

    [BrowserFact]
    public async Task A_server_that_is_none_is_explained()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("MCP");
        await app.Page.GetByLabel("Address").FillAsync(new Uri(app.Server.Address, "/no/such/server").ToString());
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        await Expect(app.Page.Locator("#mcp-problem")).ToContainTextAsync("did not tell its tools");
        await Expect(app.Page.Locator("#mcp-servers li")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_call_that_is_approved_runs()
    {
        await using var app = await server.OpenAsync();
        await AddServerAsync(app);
        await app.AskToTheEndAsync(Prompt, "waiting");

        var approval = app.Page.GetByRole(AriaRole.Group, new() { Name = "May book_table run?" });
        await Expect(approval.GetByLabel("Arguments of book_table")).ToContainTextAsync("\"people\": 4");
        await approval.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator("details.tool")).ToHaveAttributeAsync("data-state", "done");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("Booked a table for 4 in Paris");
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task A_call_that_is_denied_does_not_run_and_the_model_is_told()
    {
        await using var app = await server.OpenAsync();
        await AddServerAsync(app);
        await app.AskToTheEndAsync(Prompt, "waiting");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator("details.tool")).ToHaveAttributeAsync("data-state", "denied");
        await Expect(app.Answer).Not.ToContainTextAsync("Booked");
        var sent = app.Emulator.Requests.Last(request => request.Method == "POST").Json!["messages"]!.AsArray();
        Assert.Contains(
            "The user said no.", (string)sent.Last(message => (string)message!["role"]! == "tool")!["content"]!,
            StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_call_waits_for_its_decision_over_a_reload()
    {
        await using var app = await server.OpenAsync();
        await AddServerAsync(app);
        await app.AskToTheEndAsync(Prompt, "waiting");

        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("Booked a table for 4 in Paris");
    }

    [BrowserFact]
    public async Task A_new_prompt_leaves_an_open_call_behind()
    {
        await using var app = await server.OpenAsync();
        await AddServerAsync(app);
        await app.AskToTheEndAsync(Prompt, "waiting");

        await app.AskToTheEndAsync("Say hello");

        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("hello");
        await Expect(app.Page.Locator("details.tool")).ToHaveAttributeAsync("data-state", "denied");
        await Expect(app.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_tool_that_is_always_allowed_is_not_asked_about_again()
    {
        await using var app = await server.OpenAsync();
        await AddServerAsync(app);
        await app.AskToTheEndAsync(Prompt, "waiting");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Always allow book_table" }).ClickAsync();
        await app.ExpectStatusAsync("done");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await app.AskToTheEndAsync("Book a table for 2 people in Oslo");

        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("Booked a table for 2 in Oslo");
    }

    private static async Task AddServerAsync(PlaygroundPage app)
    {
        await app.OpenPanelAsync("MCP");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(app.Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
    }
}
