using InferenceProviders.Emulator;

namespace AspNetCoreChat.Tests;

[Collection(BrowserTests.Name)]
public sealed class FailOverTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Another_provider_answers_when_one_is_broken_and_the_panel_shows_it()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        await app.Page.GetByLabel("What cerebras does").SelectOptionAsync("unavailable");
        await Expect(app.Page.Locator("#panel .provider[data-broken=true]")).ToContainTextAsync("cerebras");

        await app.AskToTheEndAsync("Hello");

        var attempts = app.Page.Locator("#routing-answer .attempt");
        await Expect(attempts.Nth(0)).ToHaveAttributeAsync("data-outcome", "failed");
        await Expect(attempts.Nth(0)).ToContainTextAsync("503");
        await Expect(attempts.Last).ToHaveAttributeAsync("data-outcome", "answered");
        await Expect(app.Answer.Locator(".metrics .tag")).ToHaveTextAsync(
            "after Hugging Face’s choice and cerebras failed");
        await Expect(attempts.Nth(0)).ToContainTextAsync("Provider unavailable 503");
        Assert.DoesNotContain("cerebras", await attempts.Last.InnerTextAsync(), StringComparison.Ordinal);

        // Repaired, it is the one again.
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Repair all" }).ClickAsync();
        await Expect(app.Page.Locator("#panel .provider[data-broken=true]")).ToHaveCountAsync(0);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await app.AskToTheEndAsync("Hello again");
        await Expect(app.Answer.Locator(".metrics strong")).ToHaveTextAsync("cerebras");
    }

    [BrowserFact]
    public async Task An_answer_that_breaks_off_keeps_its_words_and_says_so()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        app.Emulator.Script.For(model: "openai/gpt-oss-120b").Cut(afterEvents: 70).Once();

        await app.AskToTheEndAsync("Count to 100", "failed");

        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await Expect(app.Answer.Locator(".error")).ToContainTextAsync("Interrupted");

        var attempt = app.Page.Locator("#routing-answer .attempt").Last;
        await Expect(attempt).ToHaveAttributeAsync("data-outcome", "failed");
        await Expect(attempt).ToContainTextAsync("Interrupted");
        await Expect(app.Answer.Locator(".metrics")).Not.ToContainTextAsync("after");

        await app.Answer.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await app.ExpectStatusAsync("done");
        await Expect(app.Answer.Locator(".markdown")).ToContainTextAsync("99 100");
        await Expect(app.Answer.Locator(".error")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_provider_is_chosen_in_the_picker_from_the_keyboard()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser);
        await app.Page.Keyboard.PressAsync("Control+k");
        var search = app.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search models and providers" });
        await Expect(search).ToBeFocusedAsync();
        await app.Page.Keyboard.TypeAsync("llama 3.3");
        var option = app.Page.Locator("#picker-list").GetByRole(AriaRole.Option);
        await Expect(option).ToHaveCountAsync(1);
        await Expect(option).ToContainTextAsync("10 providers");
        await Expect(option).ToContainTextAsync("128k context");
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "groq" }).CheckAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Use this model" }).ClickAsync();

        await app.AskToTheEndAsync("Hello");

        await Expect(app.Answer.Locator(".metrics strong")).ToHaveTextAsync("groq");
        var request = app.Emulator.Requests.Last(request => request.Method == "POST");
        Assert.Equal(("meta-llama/Llama-3.3-70B-Instruct", "groq"), (request.Model, request.Provider));
    }

    [BrowserFact]
    public async Task The_page_of_the_providers_draws_what_was_measured()
    {
        await using var app = await PlaygroundPage.OpenAsync(browser, TimeSpan.FromMilliseconds(2));
        await app.AskToTheEndAsync("Count to 30");

        await app.GoToAsync("Providers");

        var chart = app.Page.Locator("#view-providers").GetByRole(
            AriaRole.Img, new() { NameRegex = new("^Time to first token of cerebras: now ") });
        await Expect(chart).ToBeVisibleAsync();
        await Expect(chart.Locator(".chart-line")).ToHaveCountAsync(1);
        await app.Page.Locator("#view-providers .unused summary").ClickAsync();
        await app.Page.Locator("#view-providers").GetByLabel("What groq does").SelectOptionAsync("slow");
        await Expect(app.Page.GetByRole(AriaRole.Button, new() { Name = "Repair all" })).ToBeVisibleAsync();
        Assert.Equal("Slow", app.Server.Backend.Faults!.Faults["groq"].ToString());
    }
}
