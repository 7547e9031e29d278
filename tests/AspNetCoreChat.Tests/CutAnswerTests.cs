using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

/// <summary>An answer that is not whole says so, and can be continued.</summary>
[Collection(BrowserTests.Name)]
public sealed class CutAnswerTests(OneServer server) : IClassFixture<OneServer>
{
    private const string Model = "openai/gpt-oss-120b";

    [BrowserTheory]
    [InlineData("length", "reached the limit of its tokens")]
    [InlineData("content_filter", "a content filter ended the answer")]
    [InlineData("out_of_ink", "ended it with “out_of_ink”")]
    public async Task A_cut_answer_says_why_and_goes_on(string reason, string words)
    {
        await using var app = await server.OpenAsync();
        app.Emulator.Script.For(model: Model).Answer(new EmulatorAnswer("One, two,") { FinishReason = reason }).Once();
        await app.AskToTheEndAsync("Count");
        await Expect(app.Answer.Locator(".cut")).ToContainTextAsync(words);

        app.Emulator.Script.For(model: Model).Text(" three.").Once();
        await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("One, two, three.");
        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator(".cut")).ToHaveCountAsync(0);
        await Expect(app.Answer.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToHaveCountAsync(0);
        await Expect(app.Page.Locator(".round")).ToHaveCountAsync(1);
        var messages = app.Emulator.Requests.Last(request => request.Method == "POST").Json!["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "user"], messages.Select(message => (string)message!["role"]!));
    }

    [BrowserFact]
    public async Task An_answer_that_is_cut_in_its_thoughts_says_what_helps()
    {
        await using var app = await server.OpenAsync();
        app.Emulator.Script.For(model: Model)
            .Answer(new EmulatorAnswer("") { Reasoning = "Hm, hm.", FinishReason = "length" }).Once();

        await app.AskToTheEndAsync("Count");

        await Expect(app.Answer.Locator(".cut")).ToContainTextAsync("all tokens went into thoughts");
        await Expect(app.Answer.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_limit_that_was_set_cuts_and_nonsense_is_refused_in_the_form()
    {
        await using var app = await server.OpenAsync();
        await app.OpenPanelAsync("Settings");
        var most = app.Page.GetByLabel("Max tokens");
        await most.FillAsync("25");
        foreach (var wrong in new[] { "-5", "0", "1.5" })
        {
            await most.FillAsync(wrong);
            await Expect(app.Page.Locator("#max-tokens-problem")).ToHaveTextAsync(
                "Write a whole number from 1 up, or leave it empty. Until then it stays 25.");
            await Expect(most).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await app.AskToTheEndAsync("Count to 100");

        Assert.Equal(25, (int)app.Emulator.Requests.Last(request => request.Method == "POST").Json!["max_tokens"]!);
        await Expect(app.Answer.Locator(".cut")).ToContainTextAsync("limit of its tokens");
        await most.FillAsync("");
        await Expect(app.Page.Locator("#max-tokens-problem")).ToHaveTextAsync("");
    }

    [BrowserFact]
    public async Task A_server_that_is_gone_is_told_in_our_words_and_can_be_asked_again()
    {
        await using var app = await server.OpenAsync();
        await app.Page.RouteAsync("**/api/chat", static route => route.AbortAsync());
        await app.AskToTheEndAsync("Say hello", "failed");
        await Expect(app.Answer.Locator(".error")).ToContainTextAsync("The server of this page cannot be reached.");

        await app.Page.UnrouteAllAsync();
        await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();

        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("hello");
    }

    [BrowserFact]
    public async Task A_server_that_goes_in_the_middle_leaves_what_had_come()
    {
        await using var app = await server.OpenAsync();
        await app.Page.RouteAsync("**/api/chat", static route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = "data: {\"type\":\"text\",\"text\":\"One, two,\"}\n\n",
        }));
        await app.AskToTheEndAsync("Count", "failed");
        await Expect(app.Answer.Locator(".error")).ToContainTextAsync(
            "The connection to the server broke off. What had come until then is kept.");
        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("One, two,");

        await app.Page.UnrouteAllAsync();
        app.Emulator.Script.For(model: Model).Text(" three.").Once();
        await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(app.Answer.Locator(".markdown")).ToHaveTextAsync("One, two, three.");
        await Expect(app.Answer.Locator(".error")).ToHaveCountAsync(0);
    }
}
