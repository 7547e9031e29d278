using System.Text.Json;

namespace InferenceProviders.Conformance.Responses.Transcripts;

/// <summary>The recordings: ours, and those of the file that <c>RESPONSES_TRANSCRIPTS</c> names.</summary>
internal static class TranscriptFiles
{
    public const string Variable = "RESPONSES_TRANSCRIPTS";

    public static IReadOnlyList<Transcript> All { get; } = [.. Files().SelectMany(Read)];

    private static IEnumerable<string> Files()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "transcripts.jsonl");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } more)
        {
            yield return File.Exists(more)
                ? more
                : throw new FileNotFoundException($"{Variable} names a file that does not exist.", more);
        }
    }

    private static IEnumerable<Transcript> Read(string file) =>
        File.ReadLines(file).Where(line => line.Length > 0)
            .Select(line => new Transcript(JsonDocument.Parse(line).RootElement));
}
