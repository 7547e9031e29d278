using System.Collections.Concurrent;
using System.Diagnostics;
using InferenceProviders.Conformance.Replay;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// Damages recorded answers at random and makes the recorded calls on them. A call may end in a result, an
/// <see cref="InferenceException"/>, or the cancellation that was asked for; any other exception of the library, a
/// hang, or a secret in an error is a finding. The same seed makes the same call.
/// </summary>
internal static class Fuzzer
{
    private const int MostFindings = 20;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<FuzzCase> Cases { get; } = [
        .. CaptureCases.All, .. ResponsesCases.All, .. FieldCases.All, .. HubCases.All];

    /// <summary>Fuzzes for a while, or for a number of runs.</summary>
    /// <param name="seed">The seed of the first run; each run after has the next one.</param>
    /// <param name="time">When to stop.</param>
    /// <param name="runs">The most runs.</param>
    public static async Task<FuzzReport> RunAsync(int seed, TimeSpan time, int runs = int.MaxValue)
    {
        var cases = await WithoutRefusalsAsync();
        var started = Stopwatch.GetTimestamp();
        var findings = new ConcurrentQueue<FuzzFinding>();
        var elsewhere = new ConcurrentQueue<FuzzFinding>();
        var ends = new int[Enum.GetValues<FuzzEnd>().Length];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(WorkAsync)));
        return new FuzzReport(seed, Stopwatch.GetElapsedTime(started), ends, [.. findings], [.. elsewhere]);

        async Task WorkAsync()
        {
            while (Stopwatch.GetElapsedTime(started) < time && findings.Count < MostFindings
                && Interlocked.Increment(ref next) is var number && number < runs)
            {
                var own = unchecked(seed + number);
                var random = new Random(own);
                var fuzzCase = cases[random.Next(cases.Count)];
                var (end, _, problem) = await TryAsync(fuzzCase, Mutator.Mutate(fuzzCase.Answers, random), random);
                Interlocked.Increment(ref ends[(int)end]);
                if (problem is not null)
                {
                    (end == FuzzEnd.Elsewhere ? elsewhere : findings)
                        .Enqueue(new FuzzFinding(own, fuzzCase.Name, problem));
                }
            }
        }
    }

    /// <summary>Calls that are refused before anything is sent have no answer to damage.</summary>
    private static async Task<List<FuzzCase>> WithoutRefusalsAsync()
    {
        var cases = new List<FuzzCase>();
        foreach (var fuzzCase in Cases)
        {
            var (_, requests, problem) = await TryAsync(fuzzCase, fuzzCase.Answers, random: null);
            if (requests == 0)
            {
                continue;
            }

            cases.Add(problem is null ? fuzzCase
                : throw new InvalidOperationException($"{fuzzCase}, undamaged: {problem}"));
        }

        return cases;
    }

    private static async Task<(FuzzEnd End, int Requests, string? Problem)> TryAsync(
        FuzzCase fuzzCase, IReadOnlyList<CannedAnswer> answers, Random? random)
    {
        var clock = new ReplayClock();
        using var caller = new CancellationTokenSource();
        using var network = new FuzzNetwork(answers, clock, random, caller);
        var (end, problem) = await TryAsync(fuzzCase, network, clock, caller.Token);
        return (end, network.Requests, problem);
    }

    private static async Task<(FuzzEnd End, string? Problem)> TryAsync(
        FuzzCase fuzzCase, FuzzNetwork network, ReplayClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var call = Task.Run(() => fuzzCase.CallAsync(network, clock, cancellationToken), CancellationToken.None);
            await WhenQuietAdvanceAsync(call, clock);
            await call;
            return (FuzzEnd.Answer, null);
        }
        catch (InferenceException failure)
        {
            var shown = $"{failure} {failure.RoutingReport} {string.Join(' ', failure.Attempts)}";
            return (FuzzEnd.Error, Canary.IsIn(shown) ? $"a secret or prompt is in the error: {shown}" : null);
        }
        catch (OperationCanceledException) when (network.HasCancelled)
        {
            return (FuzzEnd.Cancelled, null);
        }
        catch (HangException)
        {
            return (FuzzEnd.Error, $"hangs (after {Hang.TotalSeconds:0} s)");
        }
        catch (Exception exception) when (Blame.IsOurs(exception))
        {
            return (FuzzEnd.Error, exception.ToString());
        }
        catch (Exception exception)
            when (exception is not (NullReferenceException or StackOverflowException or OutOfMemoryException))
        {
            return Blame.IsReading(exception) ? (FuzzEnd.Unread, null) : (FuzzEnd.Elsewhere, Blame.Describe(exception));
        }
    }

    /// <summary>
    /// The replay's clock skips short pauses only. A call that waits longer, for what a damaged answer asks for, is
    /// taken to the end of its time.
    /// </summary>
    private static async Task WhenQuietAdvanceAsync(Task call, ReplayClock clock)
    {
        var started = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(call, Task.Delay(Pause)) != call)
        {
            if (Stopwatch.GetElapsedTime(started) > Hang)
            {
                throw new HangException();
            }

            clock.Advance(TimeSpan.FromMinutes(10));
        }
    }

    private sealed class HangException : Exception;
}
