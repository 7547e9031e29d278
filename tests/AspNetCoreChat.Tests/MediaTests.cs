namespace AspNetCoreChat.Tests;

[Collection(BrowserTests.Name)]
public sealed class MediaTests(BrowserFixture browser, OneServer server) : IClassFixture<OneServer>
{
    [BrowserFact]
    public async Task A_picture_appears_after_its_progress()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model")).ToHaveValueAsync("black-forest-labs/FLUX.1-schnell");
        await app.Page.Locator("#image-prompt").FillAsync("A red square");
        var seen = new TaskCompletionSource();
        app.Emulator.Script.When(
            request =>
                request.Method == "GET" && request.Path.Contains("/fal-ai/", StringComparison.Ordinal)
                && !request.Path.Contains("/status", StringComparison.Ordinal)).Hold(seen.Task);

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();

        await Expect(app.Page.Locator("#image-results .job-progress")).ToContainTextAsync("fal-ai: completed");
        await Expect(app.Page.Locator("#image-results img")).ToHaveCountAsync(0);
        seen.SetResult();
        var picture = app.Page.GetByRole(AriaRole.Img, new() { Name = "A red square" });
        await Expect(picture).ToBeVisibleAsync();
        Assert.Equal(512, await picture.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task What_was_made_stays_in_the_gallery_until_it_is_deleted()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-model")).ToHaveValueAsync("black-forest-labs/FLUX.1-schnell");
        await app.Page.Locator("#image-prompt").FillAsync("Two <b>squares</b>");
        await app.Page.GetByLabel("Number of images").FillAsync("2");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results .job")).ToHaveAttributeAsync("data-status", "done");
        await Expect(app.Page.Locator("#image-results img")).ToHaveCountAsync(2);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Delete “Two <b>squares</b>”" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results img")).ToHaveCountAsync(0);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results img")).ToHaveCountAsync(2);
        await app.GoToAsync("Speech");
        await Expect(app.Page.Locator("#speech-model")).ToHaveValueAsync("hexgrad/Kokoro-82M");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#speech-results .job")).ToHaveAttributeAsync("data-status", "done");

        await app.GoToAsync("Gallery");
        await app.Page.ReloadAsync();
        await app.ReadyAsync();

        var cards = app.Page.Locator("#gallery > li");
        await Expect(cards).ToHaveCountAsync(2);
        await Expect(cards.Nth(1)).ToContainTextAsync("Two <b>squares</b>");
        Assert.Equal(512, await cards.Nth(1).Locator("img").Last.EvaluateAsync<int>(
            "image => image.decode().then(() => image.naturalWidth)"));
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Images", Exact = true }).ClickAsync();
        await Expect(cards).ToHaveCountAsync(1);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Delete “Two <b>squares</b>”" }).ClickAsync();
        await Expect(cards).ToHaveCountAsync(0);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(cards).ToHaveCountAsync(1);
        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-results img")).ToHaveCountAsync(2);
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task A_picture_that_goes_with_a_prompt_is_seen_by_the_model()
    {
        await using var app = await PlaygroundPage.OpenAsync(
            browser, arguments: ["--Playground:Model", "Qwen/Qwen2.5-VL-72B-Instruct"]);
        await app.Page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "green.png",
            MimeType = "image/png",
            Buffer = await DrawAsync(app, "#00a000"),
        });
        await Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "Attached picture 1" })).ToBeVisibleAsync();

        await app.AskToTheEndAsync("What do you see?");

        await Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "A picture that was sent" })).ToBeVisibleAsync();
        await Expect(app.Answer).ToContainTextAsync("green");
    }

    [BrowserFact]
    public async Task A_model_that_cannot_see_gets_no_picture()
    {
        await using var app = await server.OpenAsync();
        await app.Page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "green.png",
            MimeType = "image/png",
            Buffer = await DrawAsync(app, "#00a000"),
        });
        await Expect(app.Page.Locator("#blindness")).ToContainTextAsync("gpt-oss-120b cannot see pictures.");
        await app.AskAsync("What do you see?");
        await Expect(app.Send).ToBeDisabledAsync();
        Assert.DoesNotContain(app.Emulator.Requests, request => request.Method == "POST");

        // The one that is offered can.
        await app.Page.Locator("#blindness").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(app.Page.Locator("#blindness")).ToBeHiddenAsync();
        await Expect(app.Page.Locator(".lane")).Not.ToHaveAttributeAsync("data-model", "openai/gpt-oss-120b");
        await app.AskToTheEndAsync("What do you see?");
        await Expect(app.Answer).ToContainTextAsync("green");

        // Nor does it get one that the conversation has.
        await app.Page.Keyboard.PressAsync("Control+k");
        await app.Page.Keyboard.TypeAsync("gpt-oss-120b");
        await Expect(app.Page.Locator("#picker-list [aria-selected=true]"))
            .ToHaveAttributeAsync("data-model", "openai/gpt-oss-120b");
        await app.Page.Keyboard.PressAsync("Enter");
        await app.AskToTheEndAsync("Hello again");
        var sent = app.Emulator.Requests.Last(request => request.Method == "POST");
        Assert.Equal("openai/gpt-oss-120b", sent.Model);
        Assert.DoesNotContain("data:image/", sent.Json!.ToJsonString(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_picture_can_be_dropped_anywhere_on_the_chat()
    {
        await using var app = await server.OpenAsync();
        const string Drop = """
            ([selector, base64, type]) => {
              const transfer = new DataTransfer();
              const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
              transfer.items.add(new File([bytes], 'dropped', { type }));
              const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
              return !document.querySelector(selector).dispatchEvent(event);
            }
            """;
        var picture = Convert.ToBase64String(await DrawAsync(app, "#00a000"));

        // A drop that is taken does not leave the page.
        Assert.True(await app.Page.EvaluateAsync<bool>(Drop, new[] { "#log", picture, "image/png" }));
        await Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "Attached picture 1" })).ToBeVisibleAsync();
        Assert.True(await app.Page.EvaluateAsync<bool>(Drop, new[] { "#panel", picture, "application/zip" }));
        await Expect(app.Page.Locator("#problem")).ToContainTextAsync("dropped is no picture, text, PDF or recording.");
        await Expect(app.Page.Locator("#attachments li")).ToHaveCountAsync(1);

        // On another page it is the picture to start from, with a model that takes one; and nowhere it leaves the page.
        await app.GoToAsync("Images");
        await Expect(app.Page.Locator("#image-original-note")).ToBeVisibleAsync();
        Assert.True(await app.Page.EvaluateAsync<bool>(Drop, new[] { "#image-results", picture, "image/png" }));
        await Expect(app.Page.Locator("#image-original")).ToBeEnabledAsync();
        Assert.Equal(1, await app.Page.Locator("#image-original").EvaluateAsync<int>("input => input.files.length"));
        await app.GoToAsync("Speech");
        Assert.True(await app.Page.EvaluateAsync<bool>(Drop, new[] { "#view-speech", picture, "image/png" }));
        await Expect(app.Page.Locator("#problem")).ToContainTextAsync("dropped is no recording.");
        await app.GoToAsync("Gallery");
        Assert.True(await app.Page.EvaluateAsync<bool>(Drop, new[] { "#gallery", picture, "image/png" }));
    }

    [BrowserFact]
    public async Task A_picture_to_start_from_is_asked_for_where_a_model_takes_one()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Images");
        var original = app.Page.Locator("#image-original");
        var model = app.Page.Locator("#image-model");
        await Expect(app.Page.Locator("#image-original-note")).ToContainTextAsync(
            "FLUX.1-schnell starts from words alone.");
        await Expect(original).ToBeDisabledAsync();

        // The one that is offered needs it: without, nothing is sent.
        await app.Page.Locator("#image-original-note").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(original).ToBeEnabledAsync();
        await Expect(app.Page.Locator("#image-original-note")).ToContainTextAsync("choose one");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results li")).ToHaveCountAsync(0);
        await original.SetInputFilesAsync(
            new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = await DrawAsync(app, "#00a000") });
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results .job")).ToHaveAttributeAsync("data-status", "done");
        var chosen = await model.InputValueAsync();
        Assert.Contains(
            app.Emulator.Requests,
            request => request.Method == "POST" && request.Model == chosen
                && request.Json!.ToJsonString().Contains("data:image/", StringComparison.Ordinal));

        // The picture that was chosen does not go to a model that takes none.
        await model.SelectOptionAsync("black-forest-labs/FLUX.1-schnell");
        await Expect(original).ToBeDisabledAsync();
        await Expect(app.Page.Locator("#image-provider option")).Not.ToHaveCountAsync(1);
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Expect(app.Page.Locator("#image-results .job[data-status=done]")).ToHaveCountAsync(2);
        Assert.DoesNotContain(
            "data:image/", app.Emulator.Requests.Last(request => request.Method == "POST").Json!.ToJsonString(),
            StringComparison.Ordinal);
        Assert.Empty(app.Problems);
    }

    [BrowserFact]
    public async Task A_video_plays()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Video");
        await Expect(app.Page.Locator("#video-model")).ToHaveValueAsync("Wan-AI/Wan2.2-TI2V-5B");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();

        var video = app.Page.Locator("#video-results video");
        await Expect(video).ToBeVisibleAsync();
        Assert.True(
            await video.EvaluateAsync<double>(
                "video => new Promise((resolve, reject) => { video.onerror = () => reject(video.error.message); "
                + "const check = () => video.readyState > 0 ? resolve(video.duration) : setTimeout(check,"
                + " 50); check(); })") > 0);
    }

    [BrowserFact]
    public async Task A_text_is_spoken_and_what_was_spoken_is_written_down()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Speech");
        await Expect(app.Page.Locator("#speech-model")).ToHaveValueAsync("hexgrad/Kokoro-82M");
        await app.Page.Locator("#speech-text").FillAsync("The quick brown fox");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        var sound = app.Page.Locator("#speech-results audio");
        await Expect(sound).ToBeVisibleAsync();

        // The page may fetch from its server alone, so the file is the one that the download link saves.
        var download = await app.Page.RunAndWaitForDownloadAsync(
            () => app.Page.GetByRole(AriaRole.Link, new() { Name = "Save" }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        await app.Page.Locator("#transcript-file").SetInputFilesAsync(new FilePayload
        {
            Name = "fox.wav",
            MimeType = "audio/wav",
            Buffer = bytes.ToArray(),
        });

        await Expect(app.Page.Locator(".transcript")).ToContainTextAsync("The quick brown fox");
    }

    [BrowserFact]
    public async Task What_the_microphone_hears_is_written_down()
    {
        await using var app = await server.OpenAsync();
        await app.GoToAsync("Speech");
        await Expect(app.Page.Locator("#transcript-model")).ToHaveValueAsync("openai/whisper-large-v3");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Stop recording" }).ClickAsync();

        await Expect(app.Page.Locator(".transcript")).ToBeVisibleAsync();
        var sent = app.Emulator.Requests.Last(request => request.Method == "POST");
        Assert.Equal("openai/whisper-large-v3", sent.Model);
        Assert.Empty(app.Problems);
    }

    private static async Task<byte[]> DrawAsync(PlaygroundPage app, string colour) =>
        Convert.FromBase64String(await app.Page.EvaluateAsync<string>(
        """
        async colour => {
          const canvas = new OffscreenCanvas(64, 64);
          const pen = canvas.getContext('2d');
          pen.fillStyle = colour;
          pen.fillRect(0, 0, 64, 64);
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
          return btoa(String.fromCharCode(...bytes));
        }
        """,
        colour));
}
