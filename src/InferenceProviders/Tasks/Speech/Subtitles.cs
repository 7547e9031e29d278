namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// A transcript that came as a text: plain, or as subtitles (SubRip; WebVTT, https://www.w3.org/TR/webvtt1/), whose
/// cues have a line of times and then what was said.
/// </summary>
internal static class Subtitles
{
    private const string Arrow = "-->";

    /// <summary>The pieces of subtitles in order; none in a plain text.</summary>
    public static List<TranscriptSegment> Read(string text)
    {
        var segments = new List<TranscriptSegment>();
        if (!text.Contains(Arrow, StringComparison.Ordinal))
        {
            return segments;
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var arrow = lines[i].IndexOf(Arrow, StringComparison.Ordinal);
            if (arrow < 0)
            {
                continue;
            }

            // Behind the second time there may be the place on the screen.
            var end = lines[i].AsSpan(arrow + Arrow.Length).Trim();
            var space = end.IndexOfAny(' ', '\t');
            var said = new List<string>();
            var cue = i;
            while (i + 1 < lines.Length && lines[i + 1].Trim() is { Length: > 0 } line)
            {
                said.Add(line);
                i++;
            }

            segments.Add(new TranscriptSegment(
                string.Join('\n', said), TranscriptJson.Time(lines[cue].AsSpan(0, arrow)),
                TranscriptJson.Time(space < 0 ? end : end[..space])));
        }

        return segments;
    }
}
