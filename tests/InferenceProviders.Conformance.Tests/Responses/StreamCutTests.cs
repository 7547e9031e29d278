using InferenceProviders.Conformance.Responses.Replay;
using InferenceProviders.Conformance.Responses.Transcripts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses;

/// <summary>
/// Every recorded stream, cut behind each of its events: an error that has the text so far, never an answer.
/// </summary>
public sealed class StreamCutTests
{
    public static TheoryData<string> Names =>
        new(TranscriptFiles.All.Where(transcript => transcript.IsStream).Select(
            transcript => transcript.Name).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recorded_stream_that_is_cut_is_an_error_wherever_it_is_cut(string name)
    {
        var events = TranscriptFiles.All.First(transcript => transcript.Name == name).Events;
        for (var count = 0; count < events.Count; count++)
        {
            using var router = new InferenceRouter(new InferenceProvidersOptions
            {
                UseEnvironment = false,
                Token = "hf_cut",
                HttpMessageHandler = ReplayHandler.Stream(events.Take(count)),
            });
            var text = "";

            var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            {
                await foreach (var update in router.AsIChatClient(
                    "lab/text", ChatProtocol.Responses).GetStreamingResponseAsync("hi"))
                {
                    text += update.Text;
                }
            });

            Assert.True(
                error.Kind is InferenceErrorKind.Protocol
                or InferenceErrorKind.Interrupted, $"after {count} events: {error}");
            Assert.Equal(text.Length > 0, error.PartialText is not null);
            Assert.StartsWith(text, error.PartialText ?? "", StringComparison.Ordinal);
        }
    }
}
