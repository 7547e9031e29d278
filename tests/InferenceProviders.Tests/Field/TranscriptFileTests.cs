using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A transcript that the provider gives as a file behind a URL: Replicate's speech models put it into
/// <c>output.txt_file</c>, or make the file the output.
/// </summary>
[Trait("Category", "Field")]
public sealed class TranscriptFileTests
{
    [Theory]
    [InlineData("""{"txt_file":"FILE/out.txt","srt_file":null}""", "Hello there.\n")]
    [InlineData("""{"segments":null,"text_file":{"url":"FILE/out"}}""", "Hello there.")]
    [InlineData("\"FILE/out.txt\"", "\uFEFFHello there.")]
    [InlineData("[\"FILE/transcript.txt\"]", "Hello there.")]
    [InlineData(
        """{"json_file":"FILE/out.json"}""",
        """{"text":"Hello there.","segments":[{"start":0,"end":1.5,"text":"Hello there."}]}""")]
    [InlineData("""{"txt_file":"data:text/plain;base64,SGVsbG8gdGhlcmUu"}""", null)]
    [InlineData("""{"segments":[{"start":0,"end":1,"text":"Hello "},{"start":1,"end":2,"text":"there."}]}""", null)]
    public async Task It_is_read(string output, string? file)
    {
        FieldServer? server = null;
        server = FieldServer.Start(
            "replicate", "automatic-speech-recognition", (request, _) =>
                request.Target.StartsWith("/files/", StringComparison.Ordinal)
            ? Reply.Whole(Wire.Bytes(file!), "text/plain; charset=utf-8")
            : Reply.Json(
                """{"id":"j-1","status":"succeeded","output":OUTPUT}""".Replace(
                    "OUTPUT", output.Replace("FILE/", server!.File(""), StringComparison.Ordinal),
                    StringComparison.Ordinal)));
        await using (server)
        {
            using var router = server.Router();
            using var audio = new MemoryStream([.. "RIFF\u0024\0\0\0WAVEfmt "u8, .. new byte[32]]);

            var response = await router.AsISpeechToTextClient(FieldServer.Model, server.Provider).GetTextAsync(audio);

            Assert.Equal("Hello there.", response.Text);
            var download = server.Asked.FirstOrDefault(
                request => request.Target.StartsWith("/files/", StringComparison.Ordinal));
            Assert.Equal(file is not null, download is not null);
            Assert.Null(download?.Header("Authorization"));
        }
    }
}
