using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AspNetCoreChat.Tests;

/// <summary>The same call in other languages is the same call.</summary>
[Collection(BrowserTests.Name)]
public sealed class LanguageTests(BrowserFixture browser)
{
    private const string Prompt = "It's \"hi\" \\ $HOME `x`\n{me} \u2028 é";

    [BrowserFact]
    public async Task Each_language_sends_what_the_page_sends()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByLabel("System prompt").FillAsync("Be 'brief'.");
        await app.Page.GetByLabel("Top-p").FillAsync("0.9");
        await app.Page.Locator("#seed").FillAsync("7");
        await app.Page.GetByLabel("Stop sequences").FillAsync("END");
        await app.Page.GetByLabel("Reasoning effort").SelectOptionAsync("Low");
        await app.Page.GetByLabel("JSON schema of the answer")
            .FillAsync("""{"type":"object","properties":{"a":{"type":"boolean"}}}""");
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "get_weather" }).CheckAsync();
        await app.AskToTheEndAsync(Prompt);
        var sent = app.Emulator.Requests.Last(request => request.Method == "POST").Json!;

        await app.OpenPanelAsync("Code");
        var curl = await CodeAsync(app, "curl");
        var body = await RunAsync("bash", "-c", "curl() { printf %s \"${@: -1}\"; }\n" + curl);
        Assert.Equal("openai/gpt-oss-120b", (string)body["model"]!);
        foreach (var name in new[] { "messages", "top_p", "seed", "stop", "reasoning_effort", "stream" })
        {
            Assert.True(JsonNode.DeepEquals(sent[name], body[name]), $"{name}: {sent[name]} {body[name]}");
        }

        Assert.Equal("get_weather", (string)body["tools"]![0]!["function"]!["name"]!);
        Assert.Equal(
            "boolean", (string)body["response_format"]!["json_schema"]!["schema"]!["properties"]!["a"]!["type"]!);

        // Without the clients themselves: a stand-in prints what they are called with.
        var script = (await CodeAsync(app, "JavaScript"))
            .Replace("import OpenAI from 'openai';", "", StringComparison.Ordinal);
        Assert.True(
            JsonNode.DeepEquals(body, await RunAsync("node", "--input-type=module", "-e", JavaScriptStandIn + script)));
        foreach (var language in new[] { "Python (openai)", "Python (huggingface_hub)" })
        {
            var code = await CodeAsync(app, language);
            Assert.Contains("client.chat.completions.create(", code, StringComparison.Ordinal);
            if (HasPython)
            {
                var arguments = await RunAsync("python3", "-c", PythonStandIn + code);
                Assert.True(JsonNode.DeepEquals(sent["messages"], arguments["messages"]), language);
                Assert.Equal(
                    "low", (string)(arguments["reasoning_effort"] ?? arguments["extra_body"]!["reasoning_effort"])!);
            }
        }

        Assert.Empty(app.Problems);
    }

    private const string JavaScriptStandIn =
        """
        class OpenAI {
          chat = { completions: { create: async (body) => { console.log(JSON.stringify(body)); return []; } } };
        }

        """;

    private const string PythonStandIn =
        """
        import json, os, sys, types
        os.environ["HF_TOKEN"] = "hf_x"
        class Client:
            def __init__(self, **settings): self.chat = self.completions = self
            def create(self, **arguments):
                print(json.dumps(arguments))
                return []
        for name, kind in (("openai", "OpenAI"), ("huggingface_hub", "InferenceClient")):
            sys.modules[name] = types.ModuleType(name)
            setattr(sys.modules[name], kind, Client)

        """;

    private static bool HasPython => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, "python3")));

    private static async Task<string> CodeAsync(PlaygroundPage app, string language)
    {
        await app.Page.GetByLabel("Language").SelectOptionAsync(language);
        return await app.Page.Locator("#code code").EvaluateAsync<string>("code => code.textContent");
    }

    /// <summary>What a program prints, as JSON.</summary>
    private static async Task<JsonNode> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return JsonNode.Parse(output)!;
    }
}
