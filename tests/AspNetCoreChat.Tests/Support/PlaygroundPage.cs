using System.Collections.Concurrent;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests.Support;

/// <summary>The page in a browser, with a server and an emulator of its own.</summary>
internal sealed class PlaygroundPage : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _problems = new();

    private PlaygroundPage(Playground server, IBrowserContext context, IPage page)
    {
        Server = server;
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _problems.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _problems.Enqueue($"exception: {error}");
    }

    public Playground Server { get; }

    public IPage Page { get; }

    public EmulatorHost Emulator => Server.Backend.Emulator!;

    /// <summary>
    /// Errors, warnings and exceptions of the page so far; violations of its content security policy are among them.
    /// </summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public ILocator Prompt => Page.GetByLabel("Your prompt");

    public ILocator Send => Page.Locator("#send");

    /// <summary>The newest answer of a lane.</summary>
    public ILocator Answer => Page.Locator(".round").Last.Locator(".answer").First;

    public static async Task<PlaygroundPage> OpenAsync(
        BrowserFixture fixture, TimeSpan tokenInterval = default, BrowserNewContextOptions? options = null,
        params string[] arguments)
    {
        SetDefaultExpectTimeout(Patience);
        var server = await Playground.StartAsync(
            ["--urls", "http://127.0.0.1:0", .. arguments], new EmulatorOptions { TokenInterval = tokenInterval });
        try
        {
            var context = await fixture.Browser.NewContextAsync(
                options ?? new() { ViewportSize = new() { Width = 1360, Height = 860 } });
            context.SetDefaultTimeout(Patience);
            await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write", "microphone"]);
            var opened = new PlaygroundPage(server, context, await context.NewPageAsync());
            await opened.Page.GotoAsync(server.Address.ToString());
            await opened.ReadyAsync();
            return opened;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task ReadyAsync() => Expect(Page.Locator("body")).ToHaveAttributeAsync("data-ready", "true");

    public async Task AskAsync(string prompt)
    {
        await Prompt.FillAsync(prompt);
        await Prompt.PressAsync("Enter");
    }

    /// <summary>Asks, and waits for the end of the answer.</summary>
    public async Task AskToTheEndAsync(string prompt, string status = "done")
    {
        await AskAsync(prompt);
        await Expect(Send).ToHaveAttributeAsync("data-action", "send");
        await ExpectStatusAsync(status);
    }

    public Task ExpectStatusAsync(string status) => Expect(Answer).ToHaveAttributeAsync("data-status", status);

    public Task OpenPanelAsync(string name) =>
        Page.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true }).ClickAsync();

    public Task GoToAsync(string name) =>
        Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Does something with a chat of the list.</summary>
    public async Task ChatActionAsync(string title, string action)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Actions for “{title}”" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Server.DisposeAsync();
    }
}
