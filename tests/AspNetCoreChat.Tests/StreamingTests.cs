using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>What has come of an answer stays as it is while the rest comes.</summary>
[Collection(BrowserTests.Name)]
public sealed class StreamingTests(OnePage page) : IClassFixture<OnePage>
{
    private const string Model = "openai/gpt-oss-120b";

    private const string Answer = """
        # Title

        Some *words* with a [link][there] and `code`.

        - one
        - two
          1. inner
          2. inner two

        - three, and the list is loose

        > A quote
        > of two lines

        | a | b |
        |---|--:|
        | 1 | 2 |
        | 3 | 4 |

        ```python
        def f(x):
            return "# no title"
        ```

        ```js
        const x = 1; // one
        ```

        Setext
        ===

        Last words.

        [there]: https://example.com/there
        """;

    [BrowserFact]
    public async Task An_answer_that_streams_in_looks_in_the_end_as_if_it_had_come_at_once()
    {
        var app = page.App;

        // The module itself, a letter at a time: more beginnings than a network would give.
        var (grown, atOnce) = await RenderAsync(app, Answer.ReplaceLineEndings("\n"));

        Assert.Equal(atOnce, grown);
        Assert.Contains("href=\"https://example.com/there\"", grown, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Code_is_colored_by_its_language_and_copied_as_it_is()
    {
        var app = page.App;
        app.Emulator.Script.For(model: Model).Text(Answer).Once();

        await app.AskToTheEndAsync("Show me");

        var code = app.Answer.GetByRole(AriaRole.Region, new() { Name = "Code, python" });
        var script = app.Answer.GetByRole(AriaRole.Region, new() { Name = "Code, js" });
        var copy = app.Answer.Locator("figure.code").First.GetByRole(AriaRole.Button, new() { Name = "Copy" });
        await Expect(code.Locator(".code-keyword").First).ToHaveTextAsync("def");
        await Expect(code.Locator(".code-string")).ToHaveTextAsync("\"# no title\"");
        await Expect(script.Locator(".code-comment")).ToHaveTextAsync("// one");
        await copy.ClickAsync();
        var copied = await app.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal("def f(x):\n    return \"# no title\"", copied);
        Assert.Empty(app.Problems);
    }

    private static async Task<(string Grown, string AtOnce)> RenderAsync(PlaygroundPage app, string text)
    {
        var both = await app.Page.EvaluateAsync<string[]>(
            """
            async text => {
              const { MarkdownView } = await import('/js/markdown/view.js');
              const [grown, atOnce] = [document.createElement('div'), document.createElement('div')];
              const view = new MarkdownView(grown);
              for (let length = 1; length <= text.length; length++) view.update(text.slice(0, length), true);
              view.update(text);
              new MarkdownView(atOnce).update(text);
              const colored = () => [grown, atOnce].every(root => [...root.querySelectorAll('pre')].every(pre => pre.querySelector('[class^=code-]')));
              while (!colored()) await new Promise(requestAnimationFrame);
              return [grown, atOnce].map(root => { root.normalize(); return root.innerHTML; });
            }
            """,
            text);
        return (both[0], both[1]);
    }
}
