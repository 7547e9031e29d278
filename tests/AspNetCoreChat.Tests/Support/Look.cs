using System.Text.Json;

namespace AspNetCoreChat.Tests.Support;

/// <summary>
/// Looks at a page as it is: keeps a picture for people (<c>artifacts/playground</c>), sees that it fits its window,
/// and asks axe-core where it is there.
/// </summary>
internal sealed class Look
{
    private const string Check = """
        async rules => {
          const { violations } = await axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } },
            ...(rules.length > 0 ? { runOnly: rules } : {}) });
          return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, help, nodes }) => `${id}: ${help} ${nodes.slice(0, 3).map(node => node.html).join(', ')}`);
        }
        """;

    private readonly PlaygroundPage _app;
    private readonly string _name;
    private readonly string[] _rules;
    private readonly bool _hasAxe;

    private Look(PlaygroundPage app, string name, string[] rules, bool hasAxe)
    {
        _app = app;
        _name = name;
        _rules = rules;
        _hasAxe = hasAxe;
    }

    /// <param name="app">The page.</param>
    /// <param name="name">What the pictures' names begin with.</param>
    /// <param name="rules">Those of axe-core's rules that are asked; none for all.</param>
    public static async Task<Look> AtAsync(PlaygroundPage app, string name, params string[] rules)
    {
        var hasAxe = File.Exists(Axe.Script);
        if (hasAxe)
        {
            // Not as a script of the page, which its own policy would refuse.
            await app.Page.EvaluateAsync(await File.ReadAllTextAsync(Axe.Script));
        }

        return new Look(app, name, rules, hasAxe);
    }

    public async Task SeeAsync(string what)
    {
        Directory.CreateDirectory(Artifacts.Folder);
        await _app.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Artifacts.Folder, $"{_name}-{what.Replace(' ', '-')}.png"),
            Animations = ScreenshotAnimations.Disabled,
        });
        var overflow = await _app.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{_name}, {what}: the page is {overflow} pixels wider than its window.");
        if (_hasAxe)
        {
            var serious = await _app.Page.EvaluateAsync<string[]>(Check, _rules);
            Assert.True(serious.Length == 0, $"{_name}, {what}: {string.Join('\n', serious)}");
        }
    }
}
