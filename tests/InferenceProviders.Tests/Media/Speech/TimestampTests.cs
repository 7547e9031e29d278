namespace InferenceProviders.Tests.Media.Speech;

/// <summary>
/// Times of a transcript at the providers with OpenAI's form, which give them in one form of answer only.
/// </summary>
public sealed class TimestampTests
{
    private const string Verbose = "name=\"response_format\"\r\n\r\nverbose_json\r\n";

    [Theory]
    [InlineData("deepinfra", true, true)]
    [InlineData("together", true, true)]
    [InlineData("deepinfra", false, false)]
    [InlineData("together", null, false)]
    public async Task The_verbose_form_is_asked_for_when_times_are_wanted(string provider, bool? times, bool isVerbose)
    {
        await using var server = MediaServer.Start(
            provider, "automatic-speech-recognition",
            Reply.Json("""{"text":"Hello.","segments":[{"text":"Hello.","start":0,"end":1.5}]}"""));
        using var router = server.Router(provider);

        var heard = await router.TranscribeAsync(
            Files.Wav, MediaServer.Model, new InferenceSpeechToTextOptions { ReturnTimestamps = times }, provider);

        Assert.Equal(isVerbose, server.Asked[0].Text.Contains(Verbose, StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Assert.Single(heard.GetSegments()).End);
    }

    [Fact]
    public async Task A_form_of_the_callers_own_wins()
    {
        await using var server = MediaServer.Start(
            "deepinfra", "automatic-speech-recognition", Reply.Json("""{"text":"Hello."}"""));
        using var router = server.Router("deepinfra");
        var options = new InferenceSpeechToTextOptions
        {
            ReturnTimestamps = true,
            AdditionalProperties = new() { ["response_format"] = "json" },
        };

        var heard = await router.TranscribeAsync(Files.Wav, MediaServer.Model, options, "deepinfra");

        Assert.DoesNotContain("verbose_json", server.Asked[0].Text, StringComparison.Ordinal);
        Assert.Contains("name=\"response_format\"\r\n\r\njson\r\n", server.Asked[0].Text, StringComparison.Ordinal);
        Assert.Empty(heard.GetSegments());
    }
}
