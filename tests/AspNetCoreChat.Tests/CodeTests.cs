
namespace AspNetCoreChat.Tests;

/// <summary>The C# that the page shows compiles.</summary>
[Collection(BrowserTests.Name)]
public sealed class CodeTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task The_code_of_a_chat_compiles_with_every_setting()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        await app.OpenPanelAsync("Code");
        await CheckAsync(app, "#code", "GetStreamingResponseAsync");

        await app.AskToTheEndAsync("Say \"hi\" \\ to\u2028{me}");
        await CheckAsync(app, "#code", """Say \"hi\" \\ to\u2028{me}""");

        await app.OpenPanelAsync("Settings");
        await app.Page.GetByLabel("System prompt").FillAsync("Be brief.\nAlways.");
        await app.Page.GetByLabel("Choose the temperature").CheckAsync();
        await app.Page.GetByLabel("Max tokens").FillAsync("200");
        await app.Page.GetByLabel("Top-p").FillAsync("0.9");
        await app.Page.GetByLabel("Frequency penalty").FillAsync("-0.5");
        await app.Page.GetByLabel("Presence penalty").FillAsync("1e-7");
        await app.Page.Locator("#seed").FillAsync("9007199254740991");
        await app.Page.GetByLabel("Stop sequences").FillAsync("\"END\"\n\\n");
        await app.Page.GetByLabel("Reasoning effort").SelectOptionAsync("High");
        foreach (var tool in new[] { "get_weather", "roll_dice", "get_time" })
        {
            await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = tool }).CheckAsync();
        }

        await app.OpenPanelAsync("Code");
        await CheckAsync(app, "#code", "functions.Single");

        await app.OpenPanelAsync("MCP");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(app.Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
        await app.OpenPanelAsync("Code");
        await CheckAsync(app, "#code", "UseMcpServerTools");

        foreach (var route in new[] { "Fastest", "Cheapest", "Listed", "groq" })
        {
            await app.Page.Locator(".lane").ClickAsync();
            await app.Page.GetByRole(AriaRole.Radio, new() { Name = route }).CheckAsync();
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use this model" }).ClickAsync();
            await CheckAsync(app, "#code", route);
        }
    }

    [BrowserFact]
    public async Task The_code_of_pictures_speech_and_video_compiles()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model")).ToHaveValueAsync("black-forest-labs/FLUX.1-schnell");
        await app.Page.Locator("#image-seed").FillAsync("7");
        await CheckAsync(app, "#image-code", "Seed = 7");
        await app.GoToAsync("Speech");
        await Expect(app.Page.Locator("#speech-model")).ToHaveValueAsync("hexgrad/Kokoro-82M");
        await app.Page.Locator("#speech-voice").FillAsync("af_heart");
        await CheckAsync(app, "#speech-code", "af_heart");
        await app.GoToAsync("Video");
        await Expect(app.Page.Locator("#video-model")).ToHaveValueAsync("Wan-AI/Wan2.2-TI2V-5B");
        await app.Page.Locator("#video-frames").FillAsync("48");
        await CheckAsync(app, "#video-code", "FrameCount = 48");
    }

    private static async Task CheckAsync(PlaygroundPage app, string place, string expected)
    {
        var shown = app.Page.Locator($"{place} code");
        await Expect(shown).ToContainTextAsync(expected);
        CSharpProgram.Compile("Shown", CSharpProgram.Parse(await shown.TextContentAsync() ?? ""), allowed: "MEAI001");
    }
}
