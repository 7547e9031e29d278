namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>Damages one answer of a call in a few places: in its bytes, its JSON, its status or its headers.</summary>
internal static class Mutator
{
    private static readonly int[] Statuses = [
        100, 200, 201, 202, 204, 206, 301, 304, 307, 400, 401, 402, 404, 408, 413, 418, 422, 429, 500, 501, 502, 503,
        504, 520, 599, 999];
    private static readonly string[] Types = [
        "", "text/event-stream", "application/json", "text/html", "image/png", "application/octet-stream",
        "text/plain; charset=utf-16", "application/json; charset=nonsense", ";;;", "multipart/form-data", "video/mp4",
        "audio/wav"];
    private static readonly string[] Waits = [
        "0", "1", "-1", "86400", "99999999999999999999", "soon", "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2099 07:28:00 GMT"];

    public static IReadOnlyList<CannedAnswer> Mutate(IReadOnlyList<CannedAnswer> answers, Random random)
    {
        var changed = answers.ToArray();
        for (var i = random.Next(1, 4); i > 0 && changed.Length > 0; i--)
        {
            var at = random.Next(changed.Length);
            changed[at] = Mutate(changed[at], random);
        }

        return changed;
    }

    private static CannedAnswer Mutate(CannedAnswer answer, Random random) => random.Next(20) switch
    {
        0 => answer with { Status = Statuses[random.Next(Statuses.Length)] },
        1 => answer with { Headers = With(answer, "content-type", Types[random.Next(Types.Length)]) },
        2 => answer with
        {
            Headers = With(
                answer, random.Next(3) switch { 0 => "content-encoding", 1 => "x-inference-provider", _ => "location" },
                random.Next(3) switch { 0 => "gzip", 1 => "br", _ => "http://127.0.0.1:1/" }),
        },
        3 => answer with
        {
            Status = random.Next(2) == 0 ? 429 : 503,
            Headers = With(answer, "retry-after", Waits[random.Next(Waits.Length)]),
        },
        < 11 => answer with
        {
            Body = JsonMutator.Mutate(answer.Body, random) ?? ByteMutator.Mutate(answer.Body, random),
        },
        < 14 => answer with { Body = FieldMutator.Mutate(answer.Body, random) },
        _ => answer with { Body = ByteMutator.Mutate(answer.Body, random) },
    };

    private static KeyValuePair<string, string>[] With(CannedAnswer answer, string name, string value) =>
        [.. answer.Headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)),
            KeyValuePair.Create(name, value)];
}
