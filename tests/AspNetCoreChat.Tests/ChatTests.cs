using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

[Collection(BrowserTests.Name)]
public sealed class ChatTests(BrowserFixture browser, OneServer server) : IClassFixture<OneServer>
{
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(40);

    [BrowserFact]
    public async Task The_answer_to_a_prompt_streams_in()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser, Slowly);

        await app.Page.EvaluateAsync(
            """
            () => {
              window.lengths = new Set();
              new MutationObserver(() => {
                const answer = document.querySelector('.answer[data-status=streaming] .markdown');
                if (answer) window.lengths.add(answer.textContent.length);
              }).observe(document.querySelector('#log'), { subtree: true, childList: true, characterData: true });
            }
            """);
        await app.AskToTheEndAsync("Count to 60");

        // It grew word by word while it was still coming.
        var lengths = await app.Page.EvaluateAsync<int>("window.lengths.size");
        Assert.True(lengths > 5, $"The answer was seen in {lengths} lengths while it came.");
        await Expect(app.Answer).ToContainTextAsync("58 59 60");
        await Expect(app.Answer.Locator(".metrics")).ToContainTextAsync("tok/s");
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task What_a_model_thinks_is_folded_away()
    {
        await using var app = await server.OpenAsync();
        await app.AskToTheEndAsync("Hello there");

        var thoughts = app.Answer.Locator("details.reasoning");
        await Expect(thoughts).ToHaveCountAsync(1);
        await Expect(thoughts.Locator(".reasoning-body")).ToBeHiddenAsync();
        await thoughts.Locator("summary").ClickAsync();
        await Expect(thoughts.Locator(".reasoning-body")).ToContainTextAsync("The user wrote");
    }

    [BrowserFact]
    public async Task Stop_ends_the_answer_on_the_page_and_at_the_provider()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser, Slowly);

        await app.AskAsync("Count to 5000");
        await Expect(app.Answer).ToContainTextAsync("1 2 3");
        await Expect(app.Send).ToHaveAttributeAsync("aria-label", "Stop");
        await app.Send.ClickAsync();

        await app.ExpectStatusAsync("stopped");
        await Expect(app.Answer).ToContainTextAsync("Stopped");
        var request = app.Emulator.Requests.Last(request => request.Method == "POST");
        Assert.Equal(EmulatorOutcome.ClientClosed, await request.Completion.WaitAsync(TimeSpan.FromSeconds(60)));

        // What was sent until then is told, though the stream ended before it could.
        await app.OpenPanelAsync("Trace");
        await Expect(app.Page.Locator("#trace li").Last.Locator(".tag")).ToHaveTextAsync("Canceled");
        await Expect(app.Page.Locator("#trace li").Last).ToHaveAttributeAsync("data-good", "stopped");
        await app.Page.GetByText("Request and response").Last.ClickAsync();
        await Expect(app.Page.GetByRole(AriaRole.Region, new() { Name = "Response" })).ToContainTextAsync("data: {");
        await app.OpenPanelAsync("Routing");
        await Expect(app.Page.Locator("#routing-answer")).ToContainTextAsync("stopped before its report");

        // What was said until then belongs to the conversation.
        await app.AskToTheEndAsync("And what is my name?");
        var messages = app.Emulator.Requests.Last(request => request.Method == "POST").Json!["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "user"], messages.Select(message => (string)message!["role"]!));
        Assert.Contains("1 2 3", (string)messages[1]!["content"]!, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Escape_stops_too()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser, Slowly);
        await app.AskAsync("Count to 5000");
        await Expect(app.Answer).ToContainTextAsync("1 2 3");

        await app.Page.Keyboard.PressAsync("Escape");

        await app.ExpectStatusAsync("stopped");
    }

    [BrowserFact]
    public async Task A_tool_call_is_shown_with_its_arguments_and_its_result()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByRole(AriaRole.Checkbox, new() { Name = "get_weather" }).CheckAsync();

        await app.AskToTheEndAsync("What is the weather in Paris?");

        var tool = app.Answer.Locator("details.tool");
        await Expect(tool).ToHaveAttributeAsync("data-state", "done");
        await tool.Locator("summary").ClickAsync();
        await Expect(tool.GetByLabel("Arguments of get_weather")).ToContainTextAsync("\"city\": \"Paris\"");
        await Expect(tool.GetByLabel("Result of get_weather")).ToContainTextAsync("in Paris");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("According to get_weather");
    }

    [BrowserFact]
    public async Task The_conversation_outlives_a_reload_and_goes_on()
    {
        await using var app = await server.OpenAsync();
        await app.AskToTheEndAsync("Hello, my name is Ada");
        var before = await app.Answer.Locator(".markdown").InnerTextAsync();

        await app.Page.ReloadAsync();
        await app.ReadyAsync();

        await Expect(app.Page.Locator(".prompt")).ToContainTextAsync("my name is Ada");
        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync(before);
        await app.AskToTheEndAsync("What is my name?");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("Your name is Ada.");
    }

    [BrowserFact]
    public async Task Settings_go_with_the_request()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByLabel("System prompt").FillAsync("Answer like a pirate.");
        await app.Page.GetByLabel("Choose the temperature").CheckAsync();
        await app.Page.Locator("#temperature").FillAsync("0.3");
        await app.Page.GetByLabel("Reasoning effort").SelectOptionAsync("Low");

        await app.AskToTheEndAsync("Hello");

        var sent = app.Emulator.Requests.Last(request => request.Method == "POST").Json!;
        Assert.Equal("Answer like a pirate.", (string)sent["messages"]![0]!["content"]!);
        Assert.Equal(0.3, (double)sent["temperature"]!, 3);
        Assert.Equal("low", (string)sent["reasoning_effort"]!);
        await Expect(app.Answer).ToContainTextAsync("Answer like a pirate.");
    }

    [BrowserFact]
    public async Task Sampling_goes_with_the_request_and_outlives_a_reload()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        await app.Page.GetByLabel("Top-p").FillAsync("0.5");
        await app.Page.GetByLabel("Top-p").FillAsync("1.5");
        await Expect(app.Page.Locator("#top-p-problem")).ToHaveTextAsync(
            "Write a number from 0 to 1, or leave it empty. Until then it stays 0.5.");
        await app.Page.GetByLabel("Frequency penalty").FillAsync("-0.5");
        await app.Page.GetByLabel("Presence penalty").FillAsync("1.25");
        await app.Page.Locator("#seed").FillAsync("42");
        await app.Page.GetByLabel("Stop sequences").FillAsync("END\n\n###");
        await app.AskToTheEndAsync("Hello");

        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await app.AskToTheEndAsync("Hello again");

        var sent = app.Emulator.Requests.Where(request => request.Method == "POST").Select(request => request.Json!)
            .ToList();
        Assert.Equal(2, sent.Count);
        Assert.All(sent, request =>
        {
            Assert.Equal(0.5, (double)request["top_p"]!, 3);
            Assert.Equal(-0.5, (double)request["frequency_penalty"]!, 3);
            Assert.Equal(1.25, (double)request["presence_penalty"]!, 3);
            Assert.Equal(42, (int)request["seed"]!);
            Assert.Equal(["END", "###"], request["stop"]!.AsArray().Select(stop => (string)stop!));
        });
    }

    [BrowserFact]
    public async Task A_page_with_an_old_antiforgery_token_gets_a_new_one()
    {
        await using var app = await server.OpenAsync();
        await app.Page.Context.ClearCookiesAsync();

        await app.AskToTheEndAsync("Say hello");

        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("hello");
    }

    [BrowserFact]
    public async Task Chats_are_kept_apart_and_can_be_deleted()
    {
        await using var app = await server.OpenAsync();
        await app.AskToTheEndAsync("Say one");
        await app.Page.Keyboard.PressAsync("Alt+n");
        await Expect(app.Page.Locator(".round")).ToHaveCountAsync(0);
        await app.AskToTheEndAsync("Say two");

        await app.Page.GetByRole(AriaRole.Link, new() { Name = "Say one", Exact = true }).ClickAsync();
        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("one");
        await app.ChatActionAsync("Say one", "Delete");

        await Expect(app.Page.Locator(".round")).ToHaveCountAsync(0);
        await app.Page.ReloadAsync();
        await app.ReadyAsync();
        await Expect(app.Page.Locator("#history li")).ToHaveCountAsync(1);
        await Expect(app.Page.Locator("#history")).ToContainTextAsync("Say two");
    }

    [BrowserFact]
    public async Task A_prompt_can_be_changed_and_asked_again()
    {
        await using var app = await server.OpenAsync();
        await app.AskToTheEndAsync("Say one");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Edit this prompt" }).ClickAsync();
        await Expect(app.Prompt).ToHaveValueAsync("Say one");
        await app.AskToTheEndAsync("Say two");

        await Expect(app.Page.Locator(".round")).ToHaveCountAsync(1);
        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("two");
        Assert.Single(app.Emulator.Requests.Last(request => request.Method == "POST").Json!["messages"]!.AsArray());
    }

    [BrowserFact]
    public async Task Two_models_answer_side_by_side()
    {
        // The panel is open.
        await using var app = await server.OpenAsync(
            new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Side by side" }).ClickAsync();
        await Expect(app.Page.Locator(".lane")).ToHaveCountAsync(2);

        await app.AskAsync("Who are you?");

        var answers = app.Page.Locator(".round").Last.Locator(".answer");
        await Expect(answers).ToHaveCountAsync(2);
        await Expect(answers.Nth(0)).ToHaveAttributeAsync("data-status", "done");
        await Expect(answers.Nth(1)).ToHaveAttributeAsync("data-status", "done");
        var models = app.Emulator.Requests.Where(request => request.Method == "POST").Select(request => request.Model)
            .ToList();
        Assert.Equal(2, models.Distinct().Count());
        var (left, right) = (await answers.Nth(0).BoundingBoxAsync(), await answers.Nth(1).BoundingBoxAsync());
        Assert.Equal(left!.Y, right!.Y, 1.0);
        Assert.True(left.X + left.Width <= right.X);
    }
}
