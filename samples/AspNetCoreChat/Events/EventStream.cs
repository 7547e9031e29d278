using System.Runtime.CompilerServices;
using System.Threading.Channels;
using InferenceProviders;
using InferenceProviders.Mcp;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspNetCoreChat.Events;

/// <summary>
/// Streams of events as answers: every one ends with <see cref="DoneEvent"/>, after an <see cref="ErrorEvent"/> when it
/// failed.
/// </summary>
internal static class EventStream
{
    /// <summary>
    /// Sends the events. When the browser leaves, <paramref name="aborted"/> ends the work behind them.
    /// </summary>
    /// <param name="events">What is sent.</param>
    /// <param name="aborted">When the browser has left.</param>
    /// <param name="last">Gives what is sent last, also after an error; null for nothing.</param>
    public static ServerSentEventsResult<PlaygroundEvent> Of(
        IAsyncEnumerable<PlaygroundEvent> events, CancellationToken aborted, Func<PlaygroundEvent?>? last = null) =>
        TypedResults.ServerSentEvents(ToTheEndAsync(events, last, aborted));

    /// <summary>Runs a job that reports progress, and sends the progress while it runs.</summary>
    public static ServerSentEventsResult<PlaygroundEvent> Of(
        Func<IProgress<InferenceProgress>, CancellationToken, Task<IReadOnlyList<PlaygroundEvent>>> job,
            CancellationToken aborted) => Of(WithProgressAsync(job, aborted), aborted);

    private static async IAsyncEnumerable<PlaygroundEvent> ToTheEndAsync(
        IAsyncEnumerable<PlaygroundEvent> events, Func<PlaygroundEvent?>? last,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        await using var source = events.GetAsyncEnumerator(aborted);
        ErrorEvent? error = null;
        while (error is null)
        {
            try
            {
                if (!await source.MoveNextAsync())
                {
                    break;
                }
            }
            catch (OperationCanceledException) when (aborted.IsCancellationRequested)
            {
                yield break;
            }
            catch (Exception exception) when (Explain(exception) is { } explained)
            {
                error = explained;
                continue;
            }

            yield return source.Current;
        }

        if (error is not null)
        {
            yield return error;
        }

        if (last?.Invoke() is { } end)
        {
            yield return end;
        }

        yield return new DoneEvent();
    }

    private static async IAsyncEnumerable<PlaygroundEvent> WithProgressAsync(
        Func<IProgress<InferenceProgress>, CancellationToken, Task<IReadOnlyList<PlaygroundEvent>>> job,
            [EnumeratorCancellation] CancellationToken aborted)
    {
        var reports = Channel.CreateUnbounded<InferenceProgress>();
        var running = RunAsync();
        await foreach (var report in reports.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return new ProgressEvent(
                report.State, report.Provider, report.QueuePosition, report.Percent, report.Log,
                report.Elapsed.TotalSeconds);
        }

        foreach (var result in await running)
        {
            yield return result;
        }

        async Task<IReadOnlyList<PlaygroundEvent>> RunAsync()
        {
            try
            {
                return await job(new ProgressChannel(reports.Writer), aborted);
            }
            finally
            {
                reports.Writer.Complete();
            }
        }
    }

    /// <summary>
    /// What may be told: the libraries' errors have neither tokens nor prompts in them. Others are for the log.
    /// </summary>
    private static ErrorEvent? Explain(Exception exception) => exception switch
    {
        InferenceException inference =>
            new(inference.Kind.ToString(), inference.Message, inference.RoutingReport is { } report
                ? RoutingSummary.From(report, inference.Kind)
                : null),
        McpToolsException tools => new(tools.Kind.ToString(), tools.Message),
        ArgumentException argument => new(nameof(InferenceErrorKind.InvalidRequest), argument.Message),
        _ => null,
    };

    /// <summary>Unlike <see cref="Progress{T}"/>, keeps the order.</summary>
    private sealed class ProgressChannel(ChannelWriter<InferenceProgress> reports) : IProgress<InferenceProgress>
    {
        public void Report(InferenceProgress value) => reports.TryWrite(value);
    }
}
