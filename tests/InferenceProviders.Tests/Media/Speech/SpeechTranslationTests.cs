using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interfaces of speech are experimental.

namespace InferenceProviders.Tests.Media.Speech;

/// <summary>
/// Speech in one language, and its text in another (dotnet/extensions, OpenAISpeechToTextClientTests: translations).
/// </summary>
public sealed class SpeechTranslationTests
{
    [Theory]
    [InlineData("openai", "/provider/v1/audio/translations")]
    [InlineData("together", "/provider/v1/audio/translations")]
    [InlineData("deepinfra", "/provider/v1/openai/audio/translations")]
    public async Task English_is_asked_for_at_the_route_beside(string provider, string target)
    {
        await using var server = SpeechServer.Hears(provider, Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router(provider);
        using var audio = new MemoryStream(Files.Wav);

        var update = Assert.Single(await router.Ear(provider)
            .GetStreamingTextAsync(audio, new() { SpeechLanguage = "pt", TextLanguage = "en" }).ListAsync());

        Assert.Equal("Hello.", update.Text);
        Assert.Equal(target, server.Asked[0].Target);
        Assert.DoesNotContain("name=\"language\"", server.Asked[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"stream\"", server.Asked[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_is_asked_at_its_route_beside()
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router();
        using var audio = new MemoryStream(Files.Wav);

        await router.AsISpeechToTextClient(new Uri(server.Address, "/v1?key=1"), "m")
            .GetTextAsync(audio, new() { TextLanguage = "en-US" });

        Assert.Equal("/v1/audio/translations?key=1", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("together", "de", "translates speech into English only, and TextLanguage is 'de'")]
    [InlineData("fal-ai", "en", "TextLanguage asks for a translation")]
    [InlineData("hf-inference", "en", "TextLanguage asks for a translation")]
    [InlineData("replicate", "en", "TextLanguage asks for a translation")]
    public async Task What_cannot_be_asked_for_is_refused(string provider, string language, string words)
    {
        await using var server = SpeechServer.Hears(provider, Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router(provider);
        using var audio = new MemoryStream(Files.Wav);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.Ear(provider).GetTextAsync(audio, new() { TextLanguage = language }));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("pt", "pt")]
    [InlineData("en", "EN")]
    public async Task The_spoken_language_is_none(string speech, string text)
    {
        await using var server = SpeechServer.Hears("together", Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router("together");
        using var audio = new MemoryStream(Files.Wav);

        await router.Ear("together").GetTextAsync(audio, new() { SpeechLanguage = speech, TextLanguage = text });

        Assert.Equal("/provider/v1/audio/transcriptions", server.Asked[0].Target);
        Assert.Contains($"name=\"language\"\r\n\r\n{speech}\r\n", server.Asked[0].Text, StringComparison.Ordinal);
    }
}
