using System.Text;
using System.Text.Json.Nodes;

namespace AspNetCoreChat.Tests;

/// <summary>What a chat can be asked with: more models, schemas, functions, presets, files, the voice.</summary>
[Collection(BrowserTests.Name)]
public sealed class InputTests(OneServer server) : IClassFixture<OneServer>
{
    private const string Schema =
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":"""
            + """["name","age"]}""";

    [BrowserFact]
    public async Task A_schema_gives_a_typed_answer_and_a_function_of_ones_own_is_answered_by_hand_or_beforehand()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        var schema = app.Page.GetByLabel("JSON schema of the answer");
        await schema.FillAsync("{");
        await Expect(app.Page.Locator("#schema-problem")).ToContainTextAsync("Write a JSON schema");
        await schema.FillAsync(Schema);
        await Expect(app.Page.Locator("#schema-problem")).ToHaveTextAsync("");
        await app.AskToTheEndAsync("Ada is 36. Who is she?");
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(Schema)!["properties"],
            Sent(app)["response_format"]!["json_schema"]!["schema"]!["properties"]));
        var typed = app.Answer.GetByRole(AriaRole.Group, new() { Name = "Typed result" });
        await Expect(typed.Locator("dt")).ToHaveTextAsync(["name", "age"]);
        await Expect(typed.Locator(".tag")).ToHaveTextAsync(["string", "integer"]);

        // The settings under a name.
        await app.Page.GetByLabel("Name of the preset").FillAsync("People");
        await app.Page.Locator("#preset-save").ClickAsync();
        await schema.FillAsync("");

        await AddFunctionAsync(app, "get_weather", "", expected: "There is a function named get_weather already.");
        await AddFunctionAsync(app, "stock_of_shoes", "");
        await app.Page.Keyboard.PressAsync("Alt+n");
        await app.AskToTheEndAsync("How many shoes are in stock in Paris?", "waiting");
        var result = app.Page.GetByLabel("What stock_of_shoes gives");
        await result.FillAsync("<b>Seven</b> pairs");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Give it" }).ClickAsync();
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("<b>Seven</b> pairs");
        await app.ExpectStatusAsync("done");
        Assert.Equal("tool", (string)Sent(app)["messages"]!.AsArray()[^1]!["role"]!);

        // A new prompt leaves a call behind; one whose answer was written beforehand does not wait.
        await app.AskToTheEndAsync("How many shoes are in stock in Oslo?", "waiting");
        await app.AskToTheEndAsync("Say hello");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Edit stock_of_shoes" }).ClickAsync();
        await app.Page.GetByLabel("Fixed result").FillAsync("Eleven pairs");
        await app.Page.Locator("#function-dialog").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await app.AskToTheEndAsync("How many shoes are in stock in Rome?");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("Eleven pairs");

        await app.Page.GetByLabel("Preset", new() { Exact = true }).SelectOptionAsync("People");
        await Expect(schema).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"age\""));
        await Expect(app.Page.Locator("#functions li")).ToHaveCountAsync(0);
        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await app.OpenPanelAsync("Settings");
        await Expect(app.Page.Locator("#preset option")).ToHaveTextAsync(["Choose one", "People"]);
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task An_answer_that_is_not_what_the_schema_asks_for_is_told_where()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        var schema = app.Page.GetByLabel("JSON schema of the answer");
        await schema.FillAsync(
            """
            {"type":"object","additionalProperties":false,"required":["name","zip"],
             "properties":{"name":{"$ref":"#/$defs/name"},"tags":{"type":"array","items":{"type":"string"}},"zip":{},
               "kind":{"anyOf":[{"type":"null"},{"enum":["a"]}]}},
             "$defs":{"name":{"type":"string","maxLength":3}}}
            """);
        async Task<ILocator> AnswerAsync(string text)
        {
            app.Emulator.Script.For(model: "openai/gpt-oss-120b").Text(text).Once();
            await app.AskToTheEndAsync("Go");
            return app.Answer;
        }

        var answer = await AnswerAsync("""{"name":"Grace","tags":["a",2],"kind":3,"more":1}""");
        await Expect(answer.Locator(".mismatch")).ToContainTextAsync("Does not match the schema:");
        await Expect(answer.Locator(".mismatch li code")).ToHaveTextAsync(
            ["The whole", "name", "tags[1]", "kind", "The whole"]);
        await Expect(answer.Locator(".mismatch li").First).ToContainTextAsync("\"zip\"");
        await Expect(answer.Locator(".mismatch li").Nth(2)).ToContainTextAsync("Expected \"string\"");
        await Expect(answer.Locator(".mismatch li").Last).ToContainTextAsync("\"more\"");
        answer = await AnswerAsync("""{"name":"Ada","zip":[]}""");
        await Expect(answer.Locator(".matches")).ToHaveTextAsync("Matches the schema");
        answer = await AnswerAsync("Sorry.");
        await Expect(answer.Locator(".mismatch")).ToHaveTextAsync("The schema asks for JSON, and the answer is none.");
        await schema.FillAsync("""{"$ref":"#/$defs/none"}""");
        answer = await AnswerAsync("{}");
        await Expect(answer.Locator(".mismatch")).ToContainTextAsync("The schema cannot be used to check the answer");
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task Up_to_four_models_answer_and_each_goes_on_with_its_own_words()
    {
        await using var app = await server.OpenAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Side by side" }).ClickAsync();
        var more = app.Page.GetByRole(AriaRole.Button, new() { Name = "Compare another model" });
        await more.ClickAsync();
        await Expect(app.Page.Locator(".lane")).ToHaveCountAsync(3);
        await more.ClickAsync();
        await Expect(app.Page.Locator(".lane")).ToHaveCountAsync(4);
        await Expect(more).ToBeHiddenAsync();
        await app.AskToTheEndAsync("Who are you?");
        var answers = app.Page.Locator(".round").Last.Locator(".answer");
        await Expect(answers).ToHaveCountAsync(4);
        var third = await app.Page.Locator(".lane").Nth(2).GetAttributeAsync("data-model");
        var said = await answers.Nth(2).Locator(".markdown").InnerTextAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Take .* away$") }).Nth(1).ClickAsync();
        await Expect(app.Page.Locator(".lane")).ToHaveCountAsync(3);
        await app.AskToTheEndAsync("And who else?");

        var sent = app.Emulator.Requests.Last(request => request.Model == third).Json!["messages"]!.AsArray();
        Assert.Equal(said, ((string)sent[1]!["content"]!).Trim());
        Assert.Equal(
            4, app.Emulator.Requests.Where(request => request.Method == "POST").Select(request => request.Model)
            .Distinct().Count());
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task Files_and_the_voice_go_with_a_prompt_and_an_answer_is_read_aloud()
    {
        await using var app = await server.OpenAsync();
        await app.Page.Locator("#file").SetInputFilesAsync([
            File("notes.md", "text/markdown", "The code word is *pomegranate*."),
                File("a.exe", "application/x-msdownload", "MZ")]);
        await Expect(app.Page.Locator("#problem")).ToContainTextAsync("a.exe is no picture, text, PDF or recording.");
        await Expect(app.Page.Locator("#attachments")).ToContainTextAsync("notes.md");
        await app.AskToTheEndAsync("What is the code word?");
        await Expect(app.Page.Locator(".prompt-files")).ToContainTextAsync("notes.md");
        Assert.Contains("pomegranate", Sent(app)["messages"]!.ToJsonString(), StringComparison.Ordinal);

        await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Read aloud" }).ClickAsync();
        await app.Emulator.WaitForRequestAsync(request => request.Model == "hexgrad/Kokoro-82M");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Dictate", Exact = true }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Stop dictating" }).ClickAsync();
        await Expect(app.Prompt).Not.ToHaveValueAsync("");
        await app.Prompt.FillAsync("");

        // As the provider takes them: one that does not says so.
        await app.Page.Keyboard.PressAsync("Alt+n");
        await app.Page.Locator("#file").SetInputFilesAsync([
            File("paper.pdf", "application/pdf", "%PDF-1.4"), File("talk.wav", "audio/wav", "RIFF")]);
        await Expect(app.Page.Locator("#attachments li")).ToHaveCountAsync(2);
        await app.AskAsync("What do they say?");
        await app.Emulator.WaitForRequestAsync(
            request => request.Json?.ToJsonString().Contains("paper.pdf", StringComparison.Ordinal) == true);
        var parts = Sent(app)["messages"]![0]!["content"]!.AsArray();
        Assert.Equal(["file", "input_audio", "text"], parts.Select(part => (string)part!["type"]!));
        Assert.Equal("paper.pdf", (string)parts[0]!["file"]!["filename"]!);
        Assert.StartsWith(
            "data:application/pdf;base64,", (string)parts[0]!["file"]!["file_data"]!, StringComparison.Ordinal);
        Assert.Empty(app.Problems);
    }

    private static async Task AddFunctionAsync(PlaygroundPage app, string name, string answer, string? expected = null)
    {
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Add a function" }).ClickAsync();
        await app.Page.Locator("#function-name").FillAsync(name);
        await app.Page.Locator("#function-description").FillAsync("How many pairs of shoes are in stock in a city");
        await app.Page.Locator("#function-answer").FillAsync(answer);
        await app.Page.Locator("#function-dialog").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        if (expected is not null)
        {
            await Expect(app.Page.Locator("#function-problem")).ToHaveTextAsync(expected);
            await app.Page.Locator("#function-close").ClickAsync();
        }
    }

    private static JsonNode Sent(PlaygroundPage app) =>
        app.Emulator.Requests.Last(request => request.Method == "POST" && request.Json?["messages"] is not null).Json!;

    private static FilePayload File(string name, string type, string text) =>
        new() { Name = name, MimeType = type, Buffer = Encoding.UTF8.GetBytes(text) };
}
