using System.Text.Json;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>axe-core looks at every page in both themes, on a desk and on a phone, with something on it.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(BrowserFixture browser)
{
    [AxeTheory]
    [InlineData(ColorScheme.Light, 1360, 860)]
    [InlineData(ColorScheme.Dark, 1360, 860)]
    [InlineData(ColorScheme.Light, 390, 844)]
    [InlineData(ColorScheme.Dark, 390, 844)]
    public async Task No_page_has_a_serious_problem(ColorScheme theme, int width, int height)
    {
        var isPhone = width < 600;

        // axe-core is a script from elsewhere, which the page's own policy would refuse.
        await using var app = await PlaygroundPage.OpenAsync(browser, options: new()
        {
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = height },
            BypassCSP = true,
        });
        await app.Page.AddScriptTagAsync(new() { Path = Axe.Script });
        await CheckAsync(app, "the welcome");

        app.Emulator.Script.For(model: "openai/gpt-oss-120b")
            .Answer(
                new EmulatorAnswer(
                    "# Title\n\n[link](https://example.com) `code`\n\n```js\nlet x = 1\n```\n\n|a|\n|-|\n|b|\n\n- [ "
                    + "] open") { Reasoning =
                    "Hm." }).Once();
        await app.AskToTheEndAsync("Hello");
        await CheckAsync(app, "an answer");

        await OpenPanelAsync(app, isPhone);
        await app.OpenPanelAsync("MCP");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(app.Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
        await CheckAsync(app, "the panel MCP");
        await ClosePanelAsync(app, isPhone);
        await app.AskToTheEndAsync("Book a table for 4 people in Paris", "waiting");
        await CheckAsync(app, "an approval");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await app.ExpectStatusAsync("done");

        app.Emulator.Script.For(model: "openai/gpt-oss-120b").Fail(400, """{"error":"No."}""").Once();
        await app.AskToTheEndAsync("Fail", "failed");
        await CheckAsync(app, "an error");
        await OpenPanelAsync(app, isPhone);
        foreach (var panel in new[] { "Routing", "Trace", "Code", "Settings" })
        {
            await app.OpenPanelAsync(panel);
            await CheckAsync(app, $"the panel {panel}, and an error");
        }

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add a function" }).ClickAsync();
        await CheckAsync(app, "a function");
        await app.Page.Keyboard.PressAsync("Escape");
        await ClosePanelAsync(app, isPhone);
        if (isPhone)
        {
            var chats = app.Page.GetByRole(AriaRole.Button, new() { Name = "Show or hide the chats" });
            await chats.ClickAsync();
            await Expect(app.Page.Locator("#new-chat")).ToBeInViewportAsync();
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for “Hello”" }).ClickAsync();
            await CheckAsync(app, "the chats and the menu of one");
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Rename and tag…" }).ClickAsync();
            await CheckAsync(app, "a chat's name");
            await app.Page.Keyboard.PressAsync("Escape");
            await chats.ClickAsync();
        }

        await app.Page.Locator(".lane").First.ClickAsync();
        await Expect(app.Page.Locator("#picker-list [role=option]").First).ToBeVisibleAsync();
        await CheckAsync(app, "the models");
        await app.Page.Keyboard.PressAsync("Escape");

        foreach (var page in new[] { "Images", "Speech", "Video", "Gallery", "Providers" })
        {
            await app.GoToAsync(page);
            await Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = page, Level = 1 })).ToBeVisibleAsync();
            await CheckAsync(app, page);
        }
    }

    [BrowserFact]
    public async Task A_chat_needs_no_mouse()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);

        // The prompt has the focus from the start.
        await Expect(app.Prompt).ToBeFocusedAsync();
        await app.Page.Keyboard.TypeAsync("Hello");
        await app.Page.Keyboard.PressAsync("Enter");
        await app.ExpectStatusAsync("done");
        await Expect(app.Page.Locator("#announcer")).ToHaveTextAsync("The answer is complete.");

        // The last prompt comes back, and can be changed.
        await app.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(app.Prompt).ToHaveValueAsync("Hello");
        await app.Page.Keyboard.PressAsync("Control+A");
        await app.Page.Keyboard.PressAsync("Delete");

        // A model from the dialog, which gives the focus back.
        await app.Page.Keyboard.PressAsync("Control+k");
        await app.Page.Keyboard.TypeAsync("qwen3-32b");
        await Expect(app.Page.Locator("#picker-list [aria-selected=true]"))
            .ToHaveAttributeAsync("data-model", "Qwen/Qwen3-32B");
        await app.Page.Keyboard.PressAsync("Enter");
        await Expect(app.Page.Locator(".lane")).ToHaveAttributeAsync("data-model", "Qwen/Qwen3-32B");
        await Expect(app.Prompt).ToBeFocusedAsync();

        // Tabs by arrows, help by a question mark.
        await app.Page.GetByRole(AriaRole.Tab, new() { Name = "Routing" }).FocusAsync();
        await app.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(app.Page.GetByRole(AriaRole.Tab, new() { Name = "Settings" })).ToBeFocusedAsync();
        await Expect(app.Page.GetByLabel("System prompt")).ToBeVisibleAsync();
        await app.Page.Keyboard.PressAsync("?");
        await Expect(app.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
    }

    /// <summary>On a phone the panel lies over the conversation, and is closed at first.</summary>
    private static async Task OpenPanelAsync(PlaygroundPage app, bool isPhone)
    {
        if (isPhone)
        {
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Panel", Exact = true }).ClickAsync();
        }
    }

    private static async Task ClosePanelAsync(PlaygroundPage app, bool isPhone)
    {
        if (isPhone)
        {
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Close the panel" }).ClickAsync();
        }
    }

    private static async Task CheckAsync(PlaygroundPage app, string what)
    {
        var result = await app.Page.EvaluateAsync<JsonElement>(
            "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })");
        var serious = result.GetProperty("violations").EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(
                violation =>
                    $"{violation.GetProperty("id")}:"
                    + $" {violation.GetProperty("help")} {string.Join(", ", violation.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html").ToString()).Take(3))}")
            .ToList();
        Assert.True(serious.Count == 0, $"{what}: {string.Join('\n', serious)}");
    }
}
