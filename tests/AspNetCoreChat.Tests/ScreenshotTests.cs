using AspNetCoreChat.Backends;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>
/// Pictures of the page, kept for people to look at: <c>artifacts/playground</c>. What is tested is that the page fits.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ScreenshotTests(BrowserFixture browser)
{
    private const string Model = "openai/gpt-oss-120b";

    private const string Prompt = "How much does a ball hold? With a formula, a table and code, please.";

    private const string Answer = """
        A circle of radius $r$ has an area of $\pi r^2$. A ball is a pile of such circles, and **holds**

        $$
        V = \int_{-r}^{r} \pi \left(r^2 - x^2\right) dx = \frac{4}{3} \pi r^3
        $$

        | Radius | Surface | Volume |
        |---|--:|--:|
        | 1 m | 12.57 m² | 4.19 m³ |
        | 2 m | 50.27 m² | 33.51 m³ |

        ```csharp
        double Volume(double radius) =>
            4.0 / 3 * Math.PI * Math.Pow(radius, 3); // cubic meters
        ```
        """;

    [BrowserTheory]
    [InlineData("light", 1440, 900)]
    [InlineData("dark", 1280, 800)]
    [InlineData("light", 390, 844)]
    [InlineData("dark", 390, 844)]
    public async Task The_page_fits(string theme, int width, int height)
    {
        var isPhone = width < 600;
        await using var app = await PlaygroundPage.OpenAsync(browser, TimeSpan.FromMilliseconds(4), new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
        });
        var name = $"{theme}-{(isPhone ? "phone" : "desktop")}";
        await KeepAsync(app, $"{name}-welcome");

        await AskAsync(app, isPhone);
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
        if (!isPhone)
        {
            await app.OpenPanelAsync("Trace");
            await app.Page.GetByText("Request and response").Last.ClickAsync();
            await Expect(app.Page.Locator(".exchange pre").First).ToBeVisibleAsync();
            await KeepAsync(app, $"{name}-trace");
        }

        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model option").First).ToBeAttachedAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results img")).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-images");
        await app.GoToAsync("Gallery");
        await Expect(app.Page.Locator("#gallery img")).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-gallery");

        await app.GoToAsync("Providers");
        await Expect(app.Page.Locator("#provider-models .provider").First).ToBeVisibleAsync();
        await KeepAsync(app, $"{name}-providers");
        Assert.Empty(app.Problems);
    }

    /// <summary>One provider is broken, so that another takes over.</summary>
    private static async Task AskAsync(PlaygroundPage app, bool isPhone)
    {
        if (isPhone)
        {
            app.Server.Backend.Faults!.Break("cerebras", ProviderFault.Unavailable);
        }
        else
        {
            await app.Page.GetByLabel("What cerebras does").SelectOptionAsync("unavailable");
            await Expect(app.Page.Locator("#panel .provider[data-broken=true]")).ToHaveCountAsync(1);
        }

        app.Emulator.Script.For(model: Model)
            .Answer(new EmulatorAnswer(Answer) { Reasoning = "A formula, a table and code." }).Once();
        await app.AskToTheEndAsync(Prompt);
        await Expect(app.Page.Locator(".answer .katex")).ToHaveCountAsync(3);
        await Expect(app.Page.Locator(".answer .code-comment")).ToHaveCountAsync(1);
        await app.Page.EvaluateAsync("document.fonts.ready");
    }

    private static async Task ShowFailOverAndApprovalAsync(PlaygroundPage app, bool isPhone)
    {
        if (isPhone)
        {
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
