namespace AspNetCoreChat.Tests.Support;

/// <summary>
/// A server that the tests of a class share. Each has a page of its own on it, in a browser context in which nothing is
/// kept; what the emulator was asked before is forgotten.
/// </summary>
public sealed class OneServer(BrowserFixture browser) : IAsyncLifetime
{
    private Playground? _server;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is not null)
        {
            _server = await PlaygroundPage.StartAsync(default, "--Playground:RequestsPerMinute", "5000");
        }
    }

    internal Task<PlaygroundPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var server = _server
            ?? throw new InvalidOperationException("There is no browser: the test should have been skipped.");
        server.Backend.Emulator!.ClearRequests();
        return PlaygroundPage.OpenAsync(browser, server, options);
    }

    internal void RepairAll() => _server!.Backend.Faults!.RepairAll();

    public async Task DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
}
