using System.Diagnostics;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>
/// A hundred calls at once of a server that lets ten requests a second pass and refuses the others for two seconds
/// (BerriAI/litellm#3646): who waits as asked, and not with all others, is served long before the deadline.
/// </summary>
internal static class CallersOfOneLimit
{
    public const string Name = "100 calls of a server that takes 10 a second";

    private const int Callers = 100;
    private const int PerSecond = 10;
    private const int LeastServed = 90;

    /// <summary>A sixth of the deadline.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task<Verdict> RunAsync(ISubject subject)
    {
        var window = new Window();
        await using var server = FaultServer.Start(async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await (window.LetsPass()
                ? connection.RespondWithEventsAsync(Answers.Greeting)
                : connection.RespondAsync(
                    429, Answers.Error("busy", "rate_limit_exceeded"), "application/json", "Retry-After: 2"));
        });
        using var client = subject.Connect(server.Address, Patience);
        var runs = Enumerable.Range(0, Callers).Select(_ => client.AskAsync(new(), CancellationToken.None)).ToArray();
        var all = Task.WhenAll(runs);
        var hangs = await Task.WhenAny(all, Task.Delay(Limit)) != all;
        var served = runs.Count(
            run => run is { IsCompletedSuccessfully: true, Result: { End: Expected.Answer, Text: Scenario.Greeting } });
        var problem = hangs ? "calls hang" : served < LeastServed ? $"only {served} are served" : null;
        var observation = new Observation
        {
            End = Expected.Answer,
            Text = $"{served} answers, {server.Requests.Count} asked",
        };
        return new Verdict(Name, Expected.Answer, observation, problem);
    }

    private sealed class Window
    {
        private readonly Lock _gate = new();
        private readonly long _started = Stopwatch.GetTimestamp();
        private int _second;
        private int _passed;

        public bool LetsPass()
        {
            lock (_gate)
            {
                var second = (int)Stopwatch.GetElapsedTime(_started).TotalSeconds;
                (_second, _passed) = second == _second ? (second, _passed + 1) : (second, 1);
                return _passed <= PerSecond;
            }
        }
    }
}
