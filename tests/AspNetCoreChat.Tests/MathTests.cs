using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>Formulas are shown as such, whatever Markdown would make of them; prices and variables stay text.</summary>
[Collection(BrowserTests.Name)]
public sealed class MathTests(OnePage page) : IClassFixture<OnePage>
{
    private const string Model = "openai/gpt-oss-120b";

    /// <summary>A text; the formulas in it, as TeX; and words that are to be seen beside them.</summary>
    private static readonly (string Text, string[] Formulas, string Words)[] Cases =
    [
        (@"So \(a_1 * b_1 * c_1\) holds.", ["a_1 * b_1 * c_1"], "holds."),
        ("So $x_i^2 + y_i^2$ and $a*b*c$ hold.", ["x_i^2 + y_i^2", "a*b*c"], "hold."),
        ("\\[\n\\sum_{i=1}^n x_i\n= \\frac{a}{b}\n\\]", ["\\sum_{i=1}^n x_i\n= \\frac{a}{b}"], ""),
        ("Then:\n$$\nx = 1\n\n+ y\n- z\n$$\nand on.", ["x = 1\n\n+ y\n- z"], "and on."),
        ("| Name | Value |\n|---|---|\n| $|x|$ | $P(A|B)$ |", ["|x|", "P(A|B)"], "Value"),
        ("- item\n\n  \\[\n  a\n  \\]\n- \\(b\\)", ["a", "b"], "item"),
        ("> Quoted:\n>\n> $$\n> a\n> = b\n> $$", ["a\n= b"], "Quoted:"),
        (@"\begin{align} a &= b \\ c &= d \end{align}", [@"\begin{align} a &= b \\ c &= d \end{align}"], ""),
        ("```math\n\\sqrt{3x-1}\n```", [@"\sqrt{3x-1}"], ""),
        ("The $n$th of $2x$ values, **$x$**, $3 \\text{ apples}$.", ["n", "2x", "x", "3 \\text{ apples}"], "values"),
        (@"$\{1, 2\}$ and \(\alpha\_\beta\)", [@"\{1, 2\}", @"\alpha\_\beta"], "and"),
        ("设$x$为", ["x"], "设"),

        // What is no formula.
        ("It costs $5 and $10, or $5-$10; there 50$/a to 60$/a.", [], "$5 and $10, or $5-$10; there 50$/a to 60$/a."),
        ("Between $5 and 10$, I mean.", [], "Between $5 and 10$, I mean."),
        ("Set $HOME/$USER and $PATH:$HOME.", [], "Set $HOME/$USER and $PATH:$HOME."),
        ("`$x$` and ``a ` $y$``", [], "$x$ and a ` $y$"),
        ("```bash\necho $A$ \\(x\\)\n```", [], "echo $A$ \\(x\\)"),
        (@"\$5 and \$6, as told \[1\].", [], "$5 and $6, as told [1]."),
        ("| $5 | $6 |\n|---|---|\n|5$|6$|", [], "6$"),
        ("https://example.com/$a$ is a link", [], "https://example.com/$a$ is a link"),
    ];

    [BrowserFact]
    public async Task Formulas_are_found_and_never_damaged()
    {
        var app = page.App;
        var text = string.Join("\n\n---\n\n", Cases.Select(static one => one.Text));
        app.Emulator.Script.For(model: Model).Text(text).Once();
        await app.AskToTheEndAsync("Teach me");

        // KaTeX keeps what it was given beside the MathML that screen readers read.
        var annotations = app.Answer.Locator("annotation");
        var expected = Cases.SelectMany(static one => one.Formulas).ToArray();
        await Expect(annotations).ToHaveCountAsync(expected.Length);
        var shown = (await annotations.AllTextContentsAsync()).Select(static tex => tex.Trim());
        Assert.Equal(expected, shown);
        var words = await app.Answer.Locator(".markdown").InnerTextAsync();
        Assert.All(Cases, one => Assert.Contains(one.Words, words, StringComparison.Ordinal));
        Assert.Equal(0, await app.Answer.Locator(".markdown :is(em, .math code, .math.pending)").CountAsync());

        // In KaTeX's own fonts, from here.
        await app.Page.WaitForFunctionAsync("document.fonts.check('16px KaTeX_Math')");
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task No_formula_is_seen_half()
    {
        var app = page.App;

        // A letter at a time: more beginnings than a network would give. The words beside the formulas only grow.
        var halves = await app.Page.EvaluateAsync<string[]>(
            """
            async text => {
              const { MarkdownView } = await import('/js/markdown/view.js');
              const words = root => {
                const copy = root.cloneNode(true);
                copy.querySelectorAll('.math').forEach(formula => formula.remove());
                return copy.textContent;
              };
              const whole = document.createElement('div');
              new MarkdownView(whole).update(text);
              const root = document.createElement('div');
              const view = new MarkdownView(root);
              const halves = [];
              for (let length = 1; length <= text.length; length++) {
                view.update(text.slice(0, length), true);
                if (!words(whole).startsWith(words(root).trimEnd())) halves.push(`${text.slice(0, length)} | ${words(root)}`);
              }
              return halves;
            }
            """,
            "First \\(E = mc^2\\), then $a^2 + b^2 = c^2$ and $2^n$, $2x + 3$, $10^{-3}$ for $f(x) = 3x$ at $5 a piece:\n\n"
                + "$$\n\\int_0^1 x^2 \\, dx = \\frac{1}{3}\n$$\n\n- \\[ x_1 \\]\n- $2^n$ for \\(n\\) bits");

        Assert.Empty(halves);
    }

    [BrowserFact]
    public async Task A_formula_that_is_wrong_or_hostile_is_text()
    {
        var app = page.App;
        app.Emulator.Script.For(model: Model).Text(
            """
            $\frac{1}$ and $\href{javascript:window.hacked=1}{x}$ and \(\htmlStyle{color: red}{y}\) and $\includegraphics{https://attacker.invalid/x.png}$

            \[ <img src=x onerror="window.hacked=1"> \]

            $\def\a{\a\a}\a$
            """).Once();

        await app.AskToTheEndAsync("Attack");

        await Expect(app.Answer.Locator(".math code").First).ToHaveTextAsync(@"$\frac{1}$");
        await Expect(app.Answer.Locator(".markdown :is(a, img, script)")).ToHaveCountAsync(0);
        Assert.Null(await app.Page.EvaluateAsync<object?>("window.hacked ?? null"));
        Assert.Empty(app.Problems);
    }
}
