using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>Answers can be read whatever is in them, and on a phone too.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReadableTests(OneServer server) : IClassFixture<OneServer>
{
    private const string Model = "openai/gpt-oss-120b";

    private static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
    };

    [BrowserFact]
    public async Task A_wide_table_scrolls_and_its_words_stay_whole()
    {
        await using var app = await server.OpenAsync(Phone);
        string[] words = [
            "Documentation", "Throughput", "Availability", "Configuration", "Authentication", "Observability"];
        var row = $"| {string.Join(" | ", words)} |\n";
        app.Emulator.Script.For(model: Model).Text($"{row}|{string.Concat(words.Select(_ => "---|"))}\n{row}").Once();

        await app.AskToTheEndAsync("Show a table");

        var scroller = app.Answer.GetByRole(AriaRole.Region, new() { Name = "Table" });
        Assert.True(await scroller.EvaluateAsync<bool>("box => box.scrollWidth > box.clientWidth"));
        var lines = await scroller.Locator("td").EvaluateAllAsync<int[]>(
            """
            cells => cells.map(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return range.getClientRects().length;
            })
            """);
        Assert.Equal(words.Select(_ => 1), lines);
        Assert.Equal(390, await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [BrowserFact]
    public async Task Each_block_has_the_direction_of_its_own_language()
    {
        await using var app = await server.OpenAsync();
        app.Emulator.Script.For(model: Model).Text("مرحبا بالعالم\n\nHello\n\n- واحد\n- اثنان\n\n```\nمرحبا\n```")
            .Once();

        await app.AskToTheEndAsync("قل مرحبا");

        var directions = await app.Answer.Locator(".markdown > *")
            .EvaluateAllAsync<string[]>("blocks => blocks.map(block => getComputedStyle(block).direction)");
        Assert.Equal(["rtl", "ltr", "rtl", "ltr"], directions);
        Assert.Equal(
            "rtl", await app.Page.Locator(".prompt p").EvaluateAsync<string>("p => getComputedStyle(p).direction"));
        await app.Prompt.FillAsync("שלום");
        Assert.Equal("rtl", await app.Prompt.EvaluateAsync<string>("box => getComputedStyle(box).direction"));
    }

    [BrowserTheory]
    [InlineData(390)]
    [InlineData(320)]
    public async Task A_phone_shows_what_answers_and_the_help(int width)
    {
        await using var app = await server.OpenAsync(
            new() { ViewportSize = new() { Width = width, Height = 700 } });

        await Expect(app.Page.Locator("#backend")).ToBeInViewportAsync();
        await Expect(app.Page.Locator("#backend")).ToContainTextAsync("Emulator");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" }).ClickAsync();
        await Expect(app.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeInViewportAsync();
        await Expect(app.Page.Locator("#panel-toggle")).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(width, await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
