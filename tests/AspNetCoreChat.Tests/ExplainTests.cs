namespace AspNetCoreChat.Tests;

/// <summary>Who would be asked, before anything is sent.</summary>
[Collection(BrowserTests.Name)]
public sealed class ExplainTests(OneServer server) : IClassFixture<OneServer>
{
    [BrowserFact]
    public async Task The_panel_tells_who_would_be_asked_and_sends_nothing()
    {
        await using var app = await server.OpenAsync();
        var before = app.Emulator.Requests.Count(
            static request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Show the order" }).ClickAsync();

        var order = app.Page.GetByRole(AriaRole.List, new() { Name = "Order" }).GetByRole(AriaRole.Listitem);
        await Expect(order.First).ToContainTextAsync("Hugging Face’s choice");
        await Expect(order.Nth(1)).ToContainTextAsync("at most $");
        Assert.True(await order.CountAsync() > 1, await app.Page.Locator("#explanation").InnerTextAsync());
        Assert.Equal(
            before,
            app.Emulator.Requests.Count(
                static request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)));
    }

    [BrowserFact]
    public async Task What_was_told_goes_away_when_something_is_sent()
    {
        await using var app = await server.OpenAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Show the order" }).ClickAsync();
        await Expect(app.Page.Locator("#explanation")).ToBeVisibleAsync();

        await app.AskToTheEndAsync("Hello");

        await Expect(app.Page.Locator("#explanation")).ToBeHiddenAsync();
    }
}
