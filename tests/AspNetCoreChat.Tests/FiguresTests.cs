using System.Text.Json;
using Xunit.Abstractions;

namespace AspNetCoreChat.Tests;

/// <summary>
/// How fast the page is. The times are printed, and kept in <c>artifacts/playground/figures.txt</c>: they are those of
/// the machine. What is tested is what makes them: how much is sent, and how much is drawn again.
/// </summary>
[Collection(AloneTests.Name)]
public sealed class FiguresTests(OnePage page, ITestOutputHelper output) : IClassFixture<OnePage>
{
    private const int TokensPerSecond = 2000;

    /// <summary>A frame that takes longer is seen to halt.</summary>
    private const int Longest = 50;

    [BrowserFact]
    public async Task The_page_is_small()
    {
        // Somebody who has never been here: nothing is in the cache.
        await using var visitor = await page.App.Page.Context.Browser!.NewContextAsync();
        var visited = await visitor.NewPageAsync();
        await visited.GotoAsync(page.App.Server.Address.ToString());
        await Expect(visited.Locator("body")).ToHaveAttributeAsync("data-ready", "true");

        var seen = await visited.EvaluateAsync<JsonElement>(
            """
            () => {
              const files = performance.getEntriesByType('resource');
              const scripts = files.filter(file => file.initiatorType === 'script' || file.name.endsWith('.js'));
              const sum = (list, pick) => list.reduce((total, file) => total + pick(file), 0);
              return {
                paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1,
                scripts: scripts.length,
                sent: sum(scripts, file => file.encodedBodySize),
                read: sum(scripts, file => file.decodedBodySize),
                styles: sum(files.filter(file => file.name.endsWith('.css')), file => file.encodedBodySize),
                lazy: files.filter(file => /katex/.test(file.name)).length,
              };
            }
            """);

        Keep($"first contentful paint: {Number(seen, "paint"):0} ms");
        Keep($"scripts: {Number(seen, "sent") / 1024:0} KB sent ({Number(seen, "read") / 1024:0} KB read) in "
            + $"{Number(seen, "scripts"):0} files; styles: {Number(seen, "styles") / 1024:0} KB sent");
        Assert.InRange(Number(seen, "sent"), 1, 160 * 1024);

        // What draws formulas comes with the first one.
        Assert.Equal(0, Number(seen, "lazy"));
    }

    [BrowserFact]
    public async Task A_fast_answer_is_drawn_block_by_block()
    {
        var app = await OpenAsync();

        // The answer comes from within the page, so that no network sets its pace.
        await app.Page.EvaluateAsync(
            """
            perSecond => {
              const chapter = number => `## Chapter ${number}\n\nSome *words* with \`code\` and $x_${number}^2$ that go on for a while, `
                + 'as the words of an answer do, line after line, until there is nothing more to be said of it.\n\n'
                + '- one\n- two, with **weight**\n- three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n'
                + `\`\`\`python\ndef f_${number}(x):\n    return x ** 2\n\`\`\`\n\n`;
              const tokens = Array.from({ length: 80 }, (_, number) => chapter(number)).join('').match(/\s*\S{1,5}/g).slice(0, perSecond * 3);
              window.expected = tokens.length;
              const encoder = new TextEncoder();
              const event = data => encoder.encode(`data: ${JSON.stringify(data)}\n\n`);
              const real = window.fetch;
              window.fetch = (url, options) => !String(url).endsWith('api/chat') ? real(url, options) : Promise.resolve(new Response(new ReadableStream({
                start(controller) {
                  let sent = 0;
                  const begin = performance.now();
                  const timer = setInterval(() => {
                    const due = Math.min(tokens.length, Math.floor((performance.now() - begin) * perSecond / 1000));
                    for (; sent < due; sent++) controller.enqueue(event({ type: 'text', text: tokens[sent] }));
                    if (sent === tokens.length) {
                      clearInterval(timer);
                      window.took = performance.now() - begin;
                      controller.enqueue(event({ type: 'done' }));
                      controller.close();
                    }
                  }, 10);
                },
              })));
              window.made = 0;
              new MutationObserver(changes => {
                for (const change of changes) {
                  if (change.target.classList?.contains('markdown')) window.made += change.addedNodes.length;
                }
              }).observe(document.querySelector('#log'), { subtree: true, childList: true });
              window.frames_ = 0;
              const frame = () => { window.frames_++; requestAnimationFrame(frame); };
              requestAnimationFrame(frame);
            }
            """,
            TokensPerSecond);
        var thread = await MainThread.WatchAsync(app.Page);
        await app.AskToTheEndAsync("Write a book");
        var tasks = await thread.TasksAsync();

        var seen = await app.Page.EvaluateAsync<JsonElement>(
            """
            () => ({
              tokens: window.expected, took: window.took, made: window.made, frames: window.frames_,
              blocks: document.querySelectorAll('.answer .markdown > *').length,
            })
            """);
        var (blocks, made) = (Number(seen, "blocks"), Number(seen, "made"));
        Keep($"{Number(seen, "tokens"):0} tokens at {TokensPerSecond} a second: "
            + $"{tasks.Count(static task => task > Longest)} tasks over {Longest} ms of the processor, the longest "
            + $"{tasks.Max():0} ms; {Number(seen, "frames"):0} frames in {Number(seen, "took") / 1000:0.0} s");
        Keep($"{blocks:0} blocks, of which {made - blocks:0} were made a second time");
        Assert.True(blocks > 100);
        Assert.InRange(made, blocks, blocks * 2);

        // One may be: the first formula brings its library.
        Assert.InRange(tasks.Count(static task => task > Longest), 0, 1);
    }

    [BrowserFact]
    public async Task A_long_chat_opens_at_its_end()
    {
        var app = await OpenAsync();

        var seen = await app.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { ChatView } = await import('/js/chat/chat-view.js');
              const answer = number => `### Answer ${number}\n\nSome *words* with \`code\`, and $x^${number}$.\n\n- one\n- two\n\n`
                + '| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst x = 1;\n```\n\n' + 'And words after it, a whole paragraph of them. '.repeat(12);
              const rounds = Array.from({ length: 100 }, (_, number) => ({
                id: `round ${number}`, parent: number > 0 ? `round ${number - 1}` : null, text: `Question ${number}`, images: [],
                answers: [{ model: 'openai/gpt-oss-120b', status: 'done', finish: 'stop', parts: [{ type: 'text', text: answer(number) }], reports: [], messages: [] }],
              }));
              const view = new ChatView(new Proxy({}, { get: () => () => {} }));
              const begin = performance.now();
              view.show({ id: 'long', lanes: [{ model: 'openai/gpt-oss-120b' }], rounds, leaf: rounds.at(-1).id });
              const drawn = document.querySelectorAll('.answer .markdown').length;
              const script = performance.now() - begin;
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
              const shown = performance.now() - begin;
              while (document.querySelectorAll('.answer .markdown').length < rounds.length) await new Promise(requestAnimationFrame);
              const scroller = document.querySelector('#chat-scroll');
              return { drawn, script, shown, fromEnd: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight };
            }
            """);

        Keep($"a chat of 200 messages: {Number(seen, "script"):0} ms of script, "
            + $"on the screen after {Number(seen, "shown"):0} ms");
        Assert.InRange(Number(seen, "drawn"), 1, 20);
        Assert.InRange(Number(seen, "fromEnd"), 0, 2);
    }

    /// <summary>The page anew, without a chat on it.</summary>
    private async Task<PlaygroundPage> OpenAsync()
    {
        await page.App.Page.GotoAsync(page.App.Server.Address.ToString());
        await page.App.ReadyAsync();
        return page.App;
    }

    private static double Number(JsonElement figures, string name) => figures.GetProperty(name).GetDouble();

    private void Keep(string line)
    {
        output.WriteLine(line);
        Directory.CreateDirectory(Artifacts.Folder);
        File.AppendAllText(Path.Combine(Artifacts.Folder, "figures.txt"), line + Environment.NewLine);
    }
}
