using AspNetCoreChat.Backends;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>
/// Pictures of the page, kept for people to look at: <c>artifacts/playground</c>. What is tested is that the page fits.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ScreenshotTests(BrowserFixture browser)
{
    private const string Answer = """
        ### Three short facts

        The Eiffel Tower is **330 m** tall, and grows by about *15 cm* on a hot day.

        | Level | Height | Open |
        |---|--:|:-:|
        | First | 57 m | yes |
        | Second | 115 m | yes |
        | Top | 276 m | yes |

        1. It was built for the [1889 fair](https://en.wikipedia.org/wiki/Exposition_Universelle_(1889)).
        2. Paint weighs about `60` tons.

        ```csharp
        var height = tower.Metres + (summer ? 0.15 : 0);
        ```
        """;

    [BrowserTheory]
    [InlineData("light", 1360, 860)]
    [InlineData("dark", 1360, 860)]
    [InlineData("light", 390, 844)]
    [InlineData("dark", 390, 844)]
    public async Task The_page_fits(string theme, int width, int height)
    {
        var isPhone = width < 600;
        await using var app = await PlaygroundPage.OpenAsync(browser, options: new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
        });
        var name = $"{theme}-{(isPhone ? "phone" : "desktop")}";
        await KeepAsync(app, $"{name}-welcome");

        app.Emulator.Script.For(model: "openai/gpt-oss-120b")
            .Answer(new EmulatorAnswer(Answer) { Reasoning = "The user wants facts, not opinions." }).Once();
        await app.AskToTheEndAsync("Tell me a fun fact about the Eiffel Tower.");
        await KeepAsync(app, $"{name}-chat");

        await app.Page.Locator(".lane").First.ClickAsync();
        await Expect(app.Page.Locator("#picker-list [role=option]").First).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-models");
        await app.Page.Keyboard.PressAsync("Escape");

        await ShowFailOverAndApprovalAsync(app, isPhone);
        await KeepAsync(app, $"{name}-approval");
        await app.Page.Keyboard.PressAsync("Alt+n");
        await app.Page.Keyboard.PressAsync("Alt+s");
        await Expect(app.Page.Locator(".lane")).ToHaveCountAsync(2);
        await app.AskToTheEndAsync("Count to 40");
        await Expect(app.Page.Locator(".answer").Nth(1)).ToHaveAttributeAsync("data-status", "done");
        await KeepAsync(app, $"{name}-sides");

        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model option").First).ToBeAttachedAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results img")).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-images");

        await app.GoToAsync("Providers");
        await Expect(app.Page.Locator("#provider-models .provider").First).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-providers");
        Assert.Empty(app.Problems);
    }

    private static async Task ShowFailOverAndApprovalAsync(PlaygroundPage app, bool isPhone)
    {
        if (isPhone)
        {
            app.Server.Backend.Faults!.Break("cerebras", ProviderFault.Unavailable);
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Panel", Exact = true }).ClickAsync();
        }

        await app.OpenPanelAsync("MCP");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(app.Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
        if (isPhone)
        {
            await KeepAsync(app, "phone-mcp");
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Close the panel" }).ClickAsync();
        }
        else
        {
            await app.OpenPanelAsync("Routing");
            await app.Page.GetByLabel("What cerebras does").SelectOptionAsync("unavailable");
            await Expect(app.Page.Locator("#panel .provider[data-broken=true]")).ToHaveCountAsync(1);
        }

        await app.AskToTheEndAsync("Book a table for 4 people in Paris", "waiting");
    }

    private static async Task KeepAsync(PlaygroundPage app, string name)
    {
        Directory.CreateDirectory(Artifacts.Folder);
        await app.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Artifacts.Folder, $"{name}.png"),
            Animations = ScreenshotAnimations.Disabled,
        });
        var overflow = await app.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name}: the page is {overflow} pixels wider than its window.");
    }
}
