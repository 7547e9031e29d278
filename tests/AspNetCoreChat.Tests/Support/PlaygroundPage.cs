using System.Collections.Concurrent;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests.Support;

/// <summary>The page in a browser, with a server and an emulator: its own, or one that it shares.</summary>
internal sealed class PlaygroundPage : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly bool _ownsServer;
    private readonly ConcurrentQueue<string> _problems = new();

    private PlaygroundPage(Playground server, bool ownsServer, IBrowserContext context, IPage page)
    {
        Server = server;
        _ownsServer = ownsServer;
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
        var server = await StartAsync(tokenInterval, arguments);
        try
        {
            return await OpenAsync(fixture, server, options, ownsServer: true);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <param name="fixture">The browser.</param>
    /// <param name="server">The server.</param>
    /// <param name="options">Of the browser's context.</param>
    /// <param name="ownsServer">Whether the server ends with the page.</param>
    public static async Task<PlaygroundPage> OpenAsync(
        BrowserFixture fixture, Playground server, BrowserNewContextOptions? options = null, bool ownsServer = false)
    {
        SetDefaultExpectTimeout(Patience);
        var context = await fixture.Browser.NewContextAsync(
            options ?? new() { ViewportSize = new() { Width = 1360, Height = 860 } });
        context.SetDefaultTimeout(Patience);
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write", "microphone"]);
        var opened = new PlaygroundPage(server, ownsServer, context, await context.NewPageAsync());
        await opened.Page.GotoAsync(server.Address.ToString());
        await opened.ReadyAsync();
        return opened;
    }

    public static Task<Playground> StartAsync(TimeSpan tokenInterval, params string[] arguments) =>
        Playground.StartAsync(
            ["--urls", "http://127.0.0.1:0", .. arguments],
            new EmulatorOptions { TokenInterval = tokenInterval, JobPolls = 1 });

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
        if (_ownsServer)
        {
            await Server.DisposeAsync();
        }
    }
}
