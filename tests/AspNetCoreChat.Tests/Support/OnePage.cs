namespace AspNetCoreChat.Tests.Support;

/// <summary>A page that the tests of a class share, for those that leave nothing behind but rounds of a chat.</summary>
public sealed class OnePage(BrowserFixture browser) : IAsyncLifetime
{
    private PlaygroundPage? _app;

    internal PlaygroundPage App =>
        _app ?? throw new InvalidOperationException("There is no browser: the test should have been skipped.");

    public async Task InitializeAsync()
    {
        if (Chromium.Path is not null)
        {
            _app = await PlaygroundPage.OpenAsync(browser, arguments: ["--Playground:RequestsPerMinute", "1000"]);
        }
    }

    public async Task DisposeAsync() => await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
}
