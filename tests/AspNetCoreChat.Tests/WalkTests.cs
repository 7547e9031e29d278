using AspNetCoreChat.Backends;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>
/// A walk through everything that the page has, in both themes, on a desk and on a phone: <see cref="Look"/> at each
/// place, with something on it.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class WalkTests(OneServer server) : IClassFixture<OneServer>
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

    private const string Schema =
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"]}""";

    /// <summary>
    /// What a theme and a width decide: the other rules find the same on every one, so that two go the short way.
    /// </summary>
    private static readonly string[] OfLooks = ["color-contrast", "target-size"];

    [BrowserTheory]
    [InlineData("light", 1280, 800)]
    [InlineData("dark", 390, 844)]
    [InlineData("dark", 1440, 900, true)]
    [InlineData("light", 390, 844, true)]
    public async Task Everything_fits_and_is_accessible(string theme, int width, int height, bool looksAlone = false)
    {
        var isPhone = width < 600;
        server.RepairAll();
        await using var app = await server.OpenAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
        });
        var look = await Look.AtAsync(
            app, $"{theme}-{(isPhone ? "phone" : "desktop")}", looksAlone ? OfLooks : []);
        await look.SeeAsync("welcome");
        var walk = new Walk(app, look, isPhone);
        await walk.AskAsync();
        if (!looksAlone)
        {
            await walk.EditAsync();
            await walk.ApproveAsync();
            await walk.AttachAsync();
            await walk.ManageChatsAsync();
        }

        await walk.ChooseModelAsync();
        await walk.CompareAsync();
        await walk.FailAsync();
        await walk.OpenPanelsAsync();
        await walk.MakeAsync();
        Assert.Empty(app.Problems);
    }

    private sealed class Walk(PlaygroundPage app, Look look, bool isPhone)
    {
        private IPage Page => app.Page;

        /// <summary>One provider is broken, so that another takes over.</summary>
        public async Task AskAsync()
        {
            app.Server.Backend.Faults!.Break("cerebras", ProviderFault.Unavailable);
            app.Emulator.Script.For(model: Model)
                .Answer(new EmulatorAnswer(Answer) { Reasoning = "A formula, a table and code." }).Once();
            await app.AskToTheEndAsync(Prompt);
            await Expect(Page.Locator(".answer .katex")).ToHaveCountAsync(3);
            await Expect(Page.Locator(".answer .code-comment")).ToHaveCountAsync(1);
            await Page.EvaluateAsync("document.fonts.ready");
            await look.SeeAsync("chat");
        }

        public async Task EditAsync()
        {
            await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
            await look.SeeAsync("editor");
            await Page.GetByLabel("The answer’s text").FillAsync("About *four* times its radius, cubed.");
            await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(app.Answer).ToContainTextAsync("Edited by you");
        }

        public async Task ChooseModelAsync()
        {
            await Page.Locator(".lane").First.ClickAsync();
            await Expect(Page.Locator("#picker-list [role=option]").First).ToBeVisibleAsync();
            await look.SeeAsync("models");
            await Page.Keyboard.PressAsync("Escape");
        }

        public async Task ApproveAsync()
        {
            await PanelAsync("MCP");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
            await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
            await Expect(Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
            await look.SeeAsync("mcp");
            await ClosePanelAsync();
            await app.AskToTheEndAsync("Book a table for 4 people in Paris", "waiting");
            await look.SeeAsync("approval");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
            await app.ExpectStatusAsync("done");
        }

        /// <summary>Files for a model that sees no pictures.</summary>
        public async Task AttachAsync()
        {
            await Page.Locator("#file").SetInputFilesAsync([
                new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "Notes."u8.ToArray() },
                new FilePayload { Name = "ball.png", MimeType = "image/png", Buffer = await Page.ScreenshotAsync() },
            ]);
            await Expect(Page.Locator("#blindness")).ToBeVisibleAsync();
            await look.SeeAsync("attached");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Remove picture 1" }).ClickAsync();
            await Expect(Page.Locator("#blindness")).ToBeHiddenAsync();
            await app.AskToTheEndAsync("What do they say?");
        }

        /// <summary>Two models, one of which does not keep to the schema.</summary>
        public async Task CompareAsync()
        {
            await PanelAsync("Settings");
            await Page.GetByLabel("JSON schema of the answer").FillAsync(Schema);
            await ClosePanelAsync();
            await Page.Keyboard.PressAsync("Alt+n");
            await Page.Keyboard.PressAsync("Alt+s");
            await Expect(Page.Locator(".lane")).ToHaveCountAsync(2);
            app.Emulator.Script.For(model: Model).Text("""{"name": "Ada", "age": "36"}""").Once();
            await app.AskToTheEndAsync("Ada is 36. Who is she?");
            await Expect(Page.Locator(".answer").First).ToContainTextAsync("Does not match the schema");
            await Expect(Page.Locator(".answer").Last).ToContainTextAsync("Matches the schema");
            await look.SeeAsync("sides");
            await Page.Keyboard.PressAsync("Alt+s");
        }

        public async Task FailAsync()
        {
            app.Emulator.Script.For(model: Model).Fail(400, """{"error":"No."}""").Once();
            await app.AskToTheEndAsync("Fail", "failed");
            await look.SeeAsync("error");
        }

        public async Task OpenPanelsAsync()
        {
            await PanelAsync("Routing");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Show the order" }).ClickAsync();
            await Expect(Page.Locator("#explanation")).ToBeVisibleAsync();
            await look.SeeAsync("routing");
            await app.OpenPanelAsync("Trace");
            await Page.GetByText("Request and response").Last.ClickAsync();
            await Expect(Page.Locator(".exchange pre").First).ToBeVisibleAsync();
            await look.SeeAsync("trace");
            await app.OpenPanelAsync("Code");
            await look.SeeAsync("code");
            await app.OpenPanelAsync("Settings");
            var schema = Page.GetByLabel("JSON schema of the answer");
            await schema.FillAsync("{");
            await schema.ScrollIntoViewIfNeededAsync();
            await look.SeeAsync("settings");
            await schema.FillAsync("");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Add a function" }).ClickAsync();
            await look.SeeAsync("function");
            await Page.Keyboard.PressAsync("Escape");
            await ClosePanelAsync();
        }

        public async Task ManageChatsAsync()
        {
            var chats = Page.GetByRole(AriaRole.Button, new() { Name = "Show or hide the chats" });
            if (isPhone)
            {
                await chats.ClickAsync();
                await Expect(Page.Locator("#new-chat")).ToBeInViewportAsync();
            }

            await Page.GetByRole(AriaRole.Button, new() { Name = $"Actions for “{Prompt}”" }).ClickAsync();
            await look.SeeAsync("chats");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Rename and tag…" }).ClickAsync();
            await look.SeeAsync("name");
            await Page.Keyboard.PressAsync("Escape");
            if (isPhone)
            {
                await chats.ClickAsync();
            }

            await Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" }).ClickAsync();
            await look.SeeAsync("help");
            await Page.Keyboard.PressAsync("Escape");
        }

        public async Task MakeAsync()
        {
            foreach (var (page, results) in new[] { ("Images", "#image-results"), ("Speech", "#speech-results") })
            {
                await app.GoToAsync(page);
                await Expect(Page.Locator($"#view-{page.ToLowerInvariant()} select option").First).ToBeAttachedAsync();
                await Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
                await Expect(Page.Locator($"{results} .job")).ToHaveAttributeAsync("data-status", "done");
                await look.SeeAsync(page.ToLowerInvariant());
            }

            foreach (var page in new[] { "Video", "Gallery", "Providers" })
            {
                await app.GoToAsync(page);
                await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = page, Level = 1 })).ToBeVisibleAsync();
                var content = page switch
                {
                    "Gallery" => "#gallery img",
                    "Video" => "#video-model",
                    _ => "#provider-models .provider",
                };
                await Expect(Page.Locator(content).First).ToBeVisibleAsync();
                await look.SeeAsync(page.ToLowerInvariant());
            }
        }

        /// <summary>On a phone the panel lies over the conversation, and is closed at first.</summary>
        private async Task PanelAsync(string name)
        {
            if (isPhone)
            {
                await Page.GetByRole(AriaRole.Button, new() { Name = "Panel", Exact = true }).ClickAsync();
            }

            await app.OpenPanelAsync(name);
        }

        private async Task ClosePanelAsync()
        {
            if (isPhone)
            {
                await Page.GetByRole(AriaRole.Button, new() { Name = "Close the panel" }).ClickAsync();
            }
        }
    }
}
