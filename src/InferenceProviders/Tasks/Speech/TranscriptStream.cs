namespace InferenceProviders.Tasks.Speech;

/// <summary>Reads a transcript while it arrives, or as a whole where it comes so.</summary>
internal static class TranscriptStream
{
    /// <summary>Reads an answer to its end. It is disposed.</summary>
    /// <param name="opening">The answer, when its first bytes are there.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="isText">Whether a text that is not JSON was asked for.</param>
    public static async IAsyncEnumerable<TranscriptPiece> ReadAsync(
        Task<StreamedAnswer> opening, TaskExchange exchange, bool isText = false)
    {
        var answer = await opening.ConfigureAwait(false);
        await using (answer.ConfigureAwait(false))
        {
            if (answer.Form != AnswerForm.Events)
            {
                var whole = await answer.ReadWholeAsync().ConfigureAwait(false);
                yield return TranscriptPiece.Whole(
                    await Transcript.ReadAsync(whole, exchange, isText).ConfigureAwait(false));
                yield break;
            }

            var events = new TranscriptEvents(answer, exchange);
            await foreach (var item in answer.EventsAsync().ConfigureAwait(false))
            {
                if (events.Read(item.EventType, item.Data) is { } piece)
                {
                    yield return piece;
                }

                if (events.HasEnded)
                {
                    break;
                }
            }

            yield return events.MayEnd ? events.Finish() : throw answer.Incomplete();
        }
    }
}
