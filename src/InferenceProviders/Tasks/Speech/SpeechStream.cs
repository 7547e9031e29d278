namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// Reads speech while it arrives: the bytes of the file themselves, events with base64 in them, or one answer after
/// all.
/// </summary>
internal static class SpeechStream
{
    /// <summary>Reads an answer to its end. It is disposed.</summary>
    /// <param name="opening">The answer, when its first bytes are there.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="asked">The media type that was asked for, for audio that does not say itself what it is.</param>
    public static async IAsyncEnumerable<SpeechPiece> ReadAsync(
        Task<StreamedAnswer> opening, TaskExchange exchange, string? asked)
    {
        var answer = await opening.ConfigureAwait(false);
        await using (answer.ConfigureAwait(false))
        {
            if (answer.Form == AnswerForm.Whole)
            {
                var whole = await answer.ReadWholeAsync().ConfigureAwait(false);
                yield return SpeechPiece.Whole(await Sound.ReadAsync(whole, exchange, asked).ConfigureAwait(false));
                yield break;
            }

            var pieces = answer.Form == AnswerForm.Bytes ? BytesAsync(answer, asked)
                : EventsAsync(answer, exchange, asked);
            await foreach (var piece in pieces.ConfigureAwait(false))
            {
                yield return piece;
            }
        }
    }

    private static async IAsyncEnumerable<SpeechPiece> BytesAsync(StreamedAnswer answer, string? asked)
    {
        var track = new AudioPieces(answer.MediaType, asked);
        var total = 0L;
        await foreach (var bytes in answer.BytesAsync().ConfigureAwait(false))
        {
            total += bytes.Length;
            if (track.Add(bytes, isEnd: total == answer.Length) is { } audio)
            {
                // The whole of it at once is what a client that does not stream gets.
                var isLast = total == answer.Length;
                yield return new(audio) { IsLast = isLast, IsWhole = isLast && audio.Data.Length == total };
            }
            else if (track.Problem is { } instead)
            {
                throw answer.Empty().NotAResult("audio", instead);
            }
        }

        if (!answer.IsDelimited && track.IsCut)
        {
            throw answer.Incomplete();
        }

        if (total != answer.Length)
        {
            yield return new(track.Rest()) { IsLast = true };
        }
    }

    private static async IAsyncEnumerable<SpeechPiece> EventsAsync(
        StreamedAnswer answer, TaskExchange exchange, string? asked)
    {
        // OpenAI's default is MP3, and so is that of those who have its form.
        var track = new AudioPieces(declared: null, asked ?? "audio/mpeg");
        var reader = new SpeechEvents(answer, exchange);
        await foreach (var item in answer.EventsAsync().ConfigureAwait(false))
        {
            reader.Read(item.EventType, item.Data);
            if (reader.Audio is { Length: > 0 } bytes)
            {
                var audio = track.Add(bytes, isEnd: false);
                if (audio is not null)
                {
                    yield return new(audio) { Raw = reader.Raw };
                }
                else if (track.Problem is { } instead)
                {
                    throw answer.Empty().NotAResult("audio", instead);
                }
            }

            if (reader.HasEnded)
            {
                break;
            }
        }

        if (!reader.HasEnded)
        {
            throw answer.Incomplete();
        }

        if (!track.HasAudio)
        {
            throw answer.Empty().NotAResult("audio", "a stream without any");
        }

        yield return new(track.Rest())
        {
            IsLast = true,
            Usage = reader.Usage,
            ServedModel = reader.Model,
            Raw = reader.Raw,
        };
    }
}
