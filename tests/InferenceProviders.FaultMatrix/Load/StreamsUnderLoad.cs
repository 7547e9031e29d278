using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>
/// A thousand streams at once, of which every tenth breaks in one of five ways: every call ends, and nothing is left
/// behind.
/// </summary>
internal static class StreamsUnderLoad
{
    public const int Streams = 1000;

    public const string Name = "1,000 streams at once, every tenth broken";
    private const long MostLeft = 16 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Enough for a busy machine to serve a thousand.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(20);

    public static async Task<Verdict> RunAsync(ISubject subject)
    {
        await using var server = FaultServer.Start(ScriptAsync);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Observation[] ended;
        bool hangs;
        using (var client = subject.Connect(server.Address, ShortestWait))
        {
            var runs = Enumerable.Range(0, Streams).Select(_ => client.AskAsync(new(), CancellationToken.None))
                .ToArray();
            hangs = await HangAsync(Task.WhenAll(runs), Limit);
            ended = [.. runs.Where(run => run.IsCompletedSuccessfully).Select(run => run.GetAwaiter().GetResult())];
        }

        var left = await HangAsync(server.WhenIdleAsync(TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(11))
            ? server.OpenConnections
            : 0;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var answers = ended.Count(call => call is { End: Expected.Answer, Text: Scenario.Greeting });
        var problem = hangs ? $"{Streams - ended.Length} calls hang"
            : ended.Count(call => call.End is Expected.None) is > 0 and var odd
                ? $"{odd} calls end in {ended.First(call => call.End is Expected.None).Describe()}"
            : ended.Count(call => call.End == Expected.Answer && call.Text != Scenario.Greeting) is > 0 and var partial
                ? $"{partial} partial answers look whole"
            : answers < Streams * 8 / 10 ? $"only {answers} answers"
            : left > 0 ? $"{left} connections are left"
            : memory > MostLeft ? $"{memory / 1024 / 1024} MB are left"
            : ended.SelectMany(call => call.Leaks).FirstOrDefault() is { } leak ? $"leaks: {leak}"
            : null;
        return new Verdict(
            Name, Expected.Answer | Expected.Error,
            new Observation { End = Expected.Answer,
                Text = $"{answers} answers, {ended.Count(call => call.End == Expected.Error)} errors" }, problem);
    }

    private static async Task ScriptAsync(FaultConnection connection, int index)
    {
        await connection.ReadRequestAsync();
        if (index % 10 != 0)
        {
            await connection.RespondWithEventsAsync(Answers.Greeting);
            return;
        }

        if (index % 50 == 0)
        {
            await connection.RespondAsync(500, Answers.Error("overloaded"));
            return;
        }

        await connection.StartEventsAsync();
        await connection.ChunkAsync($"data: {Answers.Role}\n\ndata: {Answers.Text("Hello")}\n\n");
        switch (index / 10 % 5)
        {
            case 1:
                connection.Reset();
                break;

            case 2:
                await connection.EndChunksAsync();
                break;

            case 3:
                await connection.ChunkAsync("data: {broken\n\n");
                await connection.EndChunksAsync();
                break;

            default:
                await connection.ClientClosedAsync();
                break;
        }
    }

    private static async Task<bool> HangAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
