namespace AspNetCoreChat.Tests;

/// <summary>Everything can be done from the keyboard.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyboardTests(BrowserFixture browser)
{
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
}
