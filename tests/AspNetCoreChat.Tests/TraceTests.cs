using System.Text.Json;
using AspNetCoreChat.Backends;

namespace AspNetCoreChat.Tests;

/// <summary>What developers see: the requests themselves, their times, and what they cost.</summary>
[Collection(BrowserTests.Name)]
public sealed class TraceTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Each_attempt_is_shown_as_it_was_sent_without_the_token_and_what_it_cost_is_counted()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        app.Server.Backend.Faults!.Break("groq", ProviderFault.Unavailable);
        await app.Page.Keyboard.PressAsync("Control+k");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "groq" }).CheckAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use this model" }).ClickAsync();
        await app.AskToTheEndAsync("Say hello");

        await app.OpenPanelAsync("Trace");
        var requests = app.Page.Locator("#trace li");
        await Expect(requests.Filter(new() { HasText = "groq" }).First.Locator(".tag")).ToHaveTextAsync("503");
        await Expect(requests.Last.Locator(".tag")).ToHaveTextAsync("200");
        Assert.True(await requests.CountAsync() > 1);
        await requests.Last.GetByText("Request and response").ClickAsync();
        var sent = requests.Last.GetByRole(AriaRole.Region, new() { Name = "Request" });
        await Expect(sent).ToContainTextAsync("POST http");
        await Expect(sent).ToContainTextAsync("Authorization: (struck out)");
        await Expect(sent).ToContainTextAsync("\"content\": \"Say hello\"");
        await Expect(requests.Last.GetByRole(AriaRole.Region, new() { Name = "Response" }))
            .ToContainTextAsync("data: [DONE]");
        Assert.DoesNotContain(app.Emulator.Token, await app.Page.ContentAsync(), StringComparison.Ordinal);

        // Later bars begin later.
        var left = await app.Page.Locator("#trace .track-wait").EvaluateAllAsync<double[]>(
            "bars => bars.map(bar => parseFloat(bar.style.left))");
        Assert.Equal(left.Order(), left);
        Assert.InRange(left[^1], 0.01, 100);

        await app.OpenPanelAsync("Routing");
        await Expect(app.Page.Locator("#usage tr").First.Locator("td").Nth(0)).ToHaveTextAsync("1");
        await Expect(app.Page.Locator("#usage tr").Nth(1).Locator("td").Nth(3)).ToContainTextAsync("$0.0");
        await app.Page.GetByLabel("Daily budget").FillAsync("0.0000001");
        await app.AskAsync("Say more");
        await Expect(app.Page.Locator("#problem")).ToContainTextAsync("The budget of this day is spent");
        await Expect(app.Prompt).ToHaveValueAsync("Say more");
        await app.Page.GetByLabel("Daily budget").FillAsync("");
        await app.AskToTheEndAsync("Say more");

        // The day's sum outlives the page, and no request is kept in the browser.
        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await Expect(app.Page.Locator("#usage tr").Nth(1).Locator("td").Nth(0)).ToHaveTextAsync("2");
        var kept = await app.Page.EvaluateAsync<JsonElement>("({ ...localStorage })");
        Assert.DoesNotContain(app.Emulator.Token, kept.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(app.Problems);
    }
}
