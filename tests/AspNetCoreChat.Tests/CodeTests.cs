using System.Text.Json;

namespace AspNetCoreChat.Tests;

/// <summary>
/// The C# that the page shows is pasted into a new project: it compiles without a warning, and does what the page did.
/// </summary>
[Collection(AloneTests.Name)]
public sealed class CodeTests(OnePage page) : IClassFixture<OnePage>
{
    /// <summary>Values of every setting of a chat; each is in one program at least, in changing company.</summary>
    private const string CoveringPrograms = """
        async () => {
          const { chatCode } = await import('/js/panels/chat-code.js');
          const { state } = await import('/js/store.js');
          const server = { name: 'wiki "1"', url: 'https://host.example/mcp?a="b"', on: true, askAlways: true, trusted: [], tools: [] };
          const values = {
            instructions: ['', 'Be brief.\n"Always" \\ {x} \u2028\u0085', '// no comment'],
            temperature: [null, 0, 0.7, 2],
            maxOutputTokens: [null, 1, 2147483647],
            topP: [null, 0, 1e-7, 1],
            frequencyPenalty: [null, -2, 0.5],
            presencePenalty: [null, 1e-7, 2],
            seed: [null, 0, -9007199254740991, 9007199254740991],
            stopSequences: [[], ['"END"', '\n\\', '\u2029'], ['{0}']],
            effort: [null, 'None', 'Low', 'Medium', 'High'],
            schema: [null, { type: 'object', title: '"x" \u2028' }],
            functions: [[], [{ name: 'stock-of', description: 'In "stock"', parameters: { type: 'object' }, answer: '' }],
              [{ name: 'a', description: '', parameters: {}, answer: 'Seven\n"pairs"' }, { name: 'b', description: '{}', parameters: {}, answer: '' }]],
            tools: [[], ['get_weather'], ['roll_dice', 'get_time'], ['get_weather', 'roll_dice', 'get_time']],
            servers: [[], [server], [{ ...server, trusted: ['a', 'b"'] }], [{ ...server, askAlways: false }, { ...server, name: 'two' }],
              [{ ...server, on: false }]],
          };
          const lanes = [{}, { policy: 'fastest' }, { policy: 'cheapest' }, { policy: 'listed' }, { provider: 'groq' }, { provider: 'groq', fallBack: false }];
          const texts = ['Hi', 'Say "hi" \\ to\u2028{me}\r\n\t\ud800 \u{1f600}', ''];
          const notOfAnAnswer = ['panel', 'lanes', 'dayBudget', 'presets', 'language'];
          const unknown = Object.keys(state.settings).filter(name => !(name in values) && !notOfAnAnswer.includes(name));

          // A generator of its own, so that it is the same programs every time.
          let random = 7;
          const pick = (list, index, shift) => list[index < list.length ? (index + shift) % list.length : (random = (random * 48271) % 2147483647) % list.length];
          const make = (settings, lane, text, pictures) => chatCode({ lane: { model: 'openai/gpt-oss-120b', policy: null, provider: null, fallBack: true, ...lane }, settings, text, pictures });
          const programs = Array.from({ length: 16 }, (_, index) => make(
            Object.fromEntries(Object.entries(values).map(([name, list], shift) => [name, pick(list, index, shift)])),
            pick(lanes, index, 1), pick(texts, index, 0), pick([0, 1, 2], index, 1) || (pick(texts, index, 0) === '' ? 1 : 0)));

          // A setting that leaves no trace in the code would be lost on the way.
          const defaults = Object.fromEntries(Object.entries(values).map(([name, [first]]) => [name, first]));
          const plain = make(defaults, {}, 'Hi', 0);
          const lost = Object.entries(values).flatMap(([name, list]) => list.slice(1)
            .filter(value => !(name === 'servers' && !value[0].on) && make({ ...defaults, [name]: value }, {}, 'Hi', 0) === plain)
            .map(value => `${name} = ${JSON.stringify(value)}`));
          return { unknown, lost, programs };
        }
        """;

    /// <summary>What a program makes is what another one starts from.</summary>
    private static readonly (string Made, string Needed)[] Needed =
        [("speech", "recording.webm"), ("picture1.png", "original.png")];

    [BrowserFact]
    public async Task Every_setting_of_a_chat_is_in_its_code_which_compiles()
    {
        var app = page.App;

        var found = await app.Page.EvaluateAsync<JsonElement>(CoveringPrograms);

        Assert.Empty(found.GetProperty("unknown").EnumerateArray());
        Assert.Empty(found.GetProperty("lost").EnumerateArray());
        foreach (var program in found.GetProperty("programs").EnumerateArray())
        {
            CSharpProgram.Compile("Shown", CSharpProgram.Parse(program.GetString()!));
        }
    }

    [BrowserFact]
    public async Task What_every_page_shows_compiles_and_does_what_the_page_did()
    {
        var app = page.App;
        List<Pasted> programs = [await CopyAsync(app, "#code", "GetStreamingResponseAsync", "tokens/s")];

        await SetEverythingAsync(app);
        await app.AskToTheEndAsync("What is the weather in Paris?");
        programs.Add(await CopyAsync(app, "#code", "functions.Single", "According to get_weather"));
        await UseDemoServerAsync(app);
        programs.Add(await CopyAsync(app, "#code", "UseMcpServerTools", "According to get_weather"));
        foreach (var route in new[] { "Fastest", "groq" })
        {
            await ChooseRouteAsync(app, route);
            programs.Add(await CopyAsync(app, "#code", route, "According to get_weather"));
        }

        programs.AddRange(await CopyMediaAsync(app));

        using var environment = new EmulatedEnvironment(app.Emulator);
        foreach (var program in programs)
        {
            var image = CSharpProgram.Compile("Shown", CSharpProgram.Parse(program.Code));
            var output = await CSharpProgram.RunAsync(image, input: "y\ny\n");
            Assert.True(
                output.Contains(program.Prints, StringComparison.Ordinal),
                $"It printed: {output}\nand not: {program.Prints}\n\n{program.Code}");
            foreach (var (made, needed) in Needed)
            {
                if (File.Exists(made))
                {
                    File.Copy(made, needed, overwrite: true);
                }
            }
        }

        Assert.True(new FileInfo("picture1.png").Length > 0);
        Assert.True(new FileInfo("video.mp4").Length > 0);
    }

    private static async Task SetEverythingAsync(PlaygroundPage app)
    {
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByLabel("System prompt").FillAsync("Be brief.\nAlways.");
        await app.Page.GetByLabel("Choose the temperature").CheckAsync();
        await app.Page.GetByLabel("Max tokens").FillAsync("2000");
        await app.Page.GetByLabel("Top-p").FillAsync("0.9");
        await app.Page.GetByLabel("Frequency penalty").FillAsync("-0.5");
        await app.Page.GetByLabel("Presence penalty").FillAsync("0.25");
        await app.Page.Locator("#seed").FillAsync("42");
        await app.Page.GetByLabel("Stop sequences").FillAsync("\"END\"\n\\n");
        await app.Page.GetByLabel("Reasoning effort").SelectOptionAsync("High");
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "get_weather" }).CheckAsync();
    }

    private static async Task UseDemoServerAsync(PlaygroundPage app)
    {
        await app.OpenPanelAsync("MCP");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use the demo server" }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(app.Page.Locator("#mcp-servers > li")).ToHaveCountAsync(1);
    }

    private static async Task ChooseRouteAsync(PlaygroundPage app, string route)
    {
        await app.Page.Locator(".lane").ClickAsync();
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = route }).CheckAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use this model" }).ClickAsync();
    }

    private static async Task<IReadOnlyList<Pasted>> CopyMediaAsync(PlaygroundPage app)
    {
        List<Pasted> programs = [];
        FilePayload photo = new() { Name = "photo.png", MimeType = "image/png", Buffer = [1] };

        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model")).ToHaveValueAsync("black-forest-labs/FLUX.1-schnell");
        await app.Page.Locator("#image-seed").FillAsync("1.5");
        programs.Add(await CopyAsync(app, "#image-code", "new System.Drawing.Size(512, 512)", "from fal-ai"));
        await app.Page.Locator("#image-seed").FillAsync("7");
        programs.Add(await CopyAsync(app, "#image-code", "Seed = 7", "from fal-ai"));
        await app.Page.Locator("#image-size").SelectOptionAsync("");
        await app.Page.Locator("#image-model").SelectOptionAsync("Qwen/Qwen-Image-Edit");
        await app.Page.Locator("#image-original").SetInputFilesAsync(photo);
        programs.Add(await CopyAsync(app, "#image-code", "EditImagesAsync", "from fal-ai"));

        await app.GoToAsync("Speech");
        await Expect(app.Page.Locator("#speech-model")).ToHaveValueAsync("hexgrad/Kokoro-82M");
        programs.Add(await CopyAsync(app, "#speech-code", "GetAudioAsync", "audio/"));
        await app.Page.Locator("#speech-voice").FillAsync("af_heart");
        programs.Add(await CopyAsync(app, "#speech-code", "af_heart", "audio/"));
        await app.Page.Locator("#transcript-file").SetInputFilesAsync(
            new FilePayload { Name = "fox.wav", MimeType = "audio/wav", Buffer = [1] });
        programs.Add(await CopyAsync(app, "#speech-code", "GetTextAsync", "welcome to the playground"));

        await app.GoToAsync("Video");
        await Expect(app.Page.Locator("#video-model")).ToHaveValueAsync("Wan-AI/Wan2.2-TI2V-5B");
        await app.Page.Locator("#video-frames").FillAsync("48");
        programs.Add(await CopyAsync(app, "#video-code", "FrameCount = 48", ""));
        await app.Page.Locator("#video-model").SelectOptionAsync("Wan-AI/Wan2.2-I2V-A14B");
        await app.Page.Locator("#video-original").SetInputFilesAsync(photo);
        programs.Add(await CopyAsync(app, "#video-code", "AnimateImageAsync", ""));
        return programs;
    }

    /// <param name="app">The page.</param>
    /// <param name="place">Where the code is shown.</param>
    /// <param name="expected">What is in it once it follows the page.</param>
    /// <param name="prints">What it prints when it is run.</param>
    private static async Task<Pasted> CopyAsync(PlaygroundPage app, string place, string expected, string prints)
    {
        var shown = app.Page.Locator($"{place} code");
        await Expect(shown).ToContainTextAsync(expected);
        return new(await shown.TextContentAsync() ?? "", prints);
    }

    private sealed record Pasted(string Code, string Prints);
}
