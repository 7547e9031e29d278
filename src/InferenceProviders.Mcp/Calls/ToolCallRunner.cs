using System.Net;
using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;
using InferenceProviders.Shared;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;

namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// Runs one call of one tool, at most once. A call that certainly did not reach the server is made again on a new
/// session; one that may have reached it is not, and its outcome is reported as unknown. A call that the server runs as
/// a task is waited for on another session where the first is lost.
/// </summary>
internal sealed partial class ToolCallRunner(SessionPool pool, McpToolsOptions options, ILogger logger)
{
    // One for a session that the server has forgotten or a connection that died while nobody looked, which is all that
    // a new session can help with.
    private const int MaxAttempts = 2;

    /// <returns>Every way in which a call can end, cancellation too: the caller decides what is thrown.</returns>
    public async Task<ToolOutcome> RunAsync(
        McpServer server, McpServerToolCallContent call, CancellationToken cancellationToken)
    {
        var start = options.TimeProvider.GetTimestamp();
        var outcome = await RunWithRetryAsync(server, call, cancellationToken).ConfigureAwait(false);
        var elapsed = (long)options.TimeProvider.GetElapsedTime(start).TotalMilliseconds;
        if (outcome.Failure is { } failure)
        {
            Log.CallFailed(logger, server.Name, call.Name, elapsed, failure.Kind);
        }
        else
        {
            Log.CallDone(logger, server.Name, call.Name, elapsed);
        }

        return outcome;
    }

    private async Task<ToolOutcome> RunWithRetryAsync(
        McpServer server, McpServerToolCallContent call, CancellationToken cancellationToken)
    {
        var hasVisited = false;
        var pickup = new TaskPickup(server.Connection.TaskTimeout, options.TimeProvider);
        for (var attempt = 1; ; attempt++)
        {
            ServerSession session;
            try
            {
                session = await pool.AcquireAsync(server.Key, cancellationToken).ConfigureAwait(false);
            }
            catch (McpToolsException failure) when (pickup.Task is not null)
            {
                if (await IsWorthAnotherLookAsync(pickup, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                return Unknown(server, call, failure.Message.TrimEnd('.'), failure.InnerException);
            }
            catch (McpToolsException failure)
            {
                return ToolOutcome.Failed(
                    new McpToolsException(
                        failure.Kind, $"{failure.Message} The tool '{call.Name}' was not run.", failure.InnerException)
                {
                    ServerName = server.Name,
                    ToolName = call.Name,
                });
            }
            catch (OperationCanceledException)
            {
                return pickup.Task is null
                    ? NotRun(server, call, "the request was canceled")
                    : Unknown(server, call, "the request was canceled");
            }

            try
            {
                var (outcome, fate) = await TryAsync(
                    session, server, call, pickup, cancellationToken).ConfigureAwait(false);
                if (fate == SessionFate.Silent)
                {
                    pool.Check(session);
                }
                else if (fate != SessionFate.Good)
                {
                    pool.Retire(session, "the server does not know it, or the connection was lost");
                    if (fate == SessionFate.Lost
                        && (pickup.Task is null
                            ? !outcome.MayHaveRun && attempt < MaxAttempts
                            : await IsWorthAnotherLookAsync(pickup, cancellationToken).ConfigureAwait(false)))
                    {
                        continue;
                    }
                }

                if (pickup.Task is { IsOver: false } task)
                {
                    // Nobody waits for it any more.
                    session.Cancel(task);
                }

                if (outcome.Pages.Count == 0 || hasVisited)
                {
                    return outcome;
                }

                // The server ran nothing, and said what the user has to do first (error -32042).
                var elicitation = new Elicitation(server.Name, options.ElicitationHandler, options.UrlHandler);
                if (!await elicitation.VisitAsync(outcome.Pages, cancellationToken).ConfigureAwait(false))
                {
                    return outcome;
                }

                hasVisited = true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return NotRun(server, call, "the request was canceled");
            }
            finally
            {
                session.Release();
            }
        }
    }

    /// <summary>Waits for the next look at a task; false when there is none, or nobody waits for it any more.</summary>
    private static async Task<bool> IsWorthAnotherLookAsync(TaskPickup pickup, CancellationToken cancellationToken)
    {
        try
        {
            return await pickup.AgainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<(ToolOutcome Outcome, SessionFate Fate)> TryAsync(
        ServerSession session, McpServer server, McpServerToolCallContent call, TaskPickup pickup,
        CancellationToken cancellationToken)
    {
        var limit = pickup.Task is null ? server.Connection.CallTimeout : pickup.Remaining;
        using var deadline = new Deadline(limit, options.TimeProvider, cancellationToken);
        var delivery = DeliveryTracker.Begin(pickup.Task, () => deadline.Restart(pickup.Remaining));
        try
        {
            var arguments = call.Arguments as IReadOnlyDictionary<string, object?> ?? call.Arguments?.ToDictionary()
                ?? [];
            var result = await session.CallAsync(
                call.Name, arguments, Progress(server, call), deadline.Token).ConfigureAwait(false);
            var reader = new ResultReader(options, session.Key.Credentials);
            var outcome = reader.Read(result);
            if (reader.WasCut)
            {
                Log.ResultCut(logger, server.Name, call.Name);
            }

            return (outcome, SessionFate.Good);
        }
        catch (Exception exception)
        {
            return Explain(exception, delivery, deadline, session, server, call, cancellationToken);
        }
        finally
        {
            pickup.Take(delivery.Task);
        }
    }

    private static (ToolOutcome Outcome, SessionFate Fate) Explain(
        Exception exception,
        DeliveryTracker delivery,
        Deadline deadline,
        ServerSession session,
        McpServer server,
        McpServerToolCallContent call,
        CancellationToken cancellationToken)
    {
        if (exception is UrlElicitationRequiredException { Elicitations: { Count: > 0 } pages })
        {
            return (ToolOutcome.AsksForPages([.. pages]), SessionFate.Good);
        }

        var words = ServerFailure.FormatMessage(server.Key, exception, []);
        var fate = delivery.Status is { } status ? FateAfter(status, words, exception, session) : SessionFate.Lost;
        if (exception is McpProtocolException error && delivery.Status is not null && fate == SessionFate.Good)
        {
            if (delivery.Task is null && IsLostSession(error, words))
            {
                return (NotRun(server, call, words, McpErrorKind.ServerUnavailable), SessionFate.Lost);
            }

            // The server answered with an error of JSON-RPC. Whether the tool began before, only the server knows;
            // there is nothing to repeat. It is no exception but a result, for the model that wrote the arguments: what
            // it says about them stays in it.
            return (ToolOutcome.Answered(words), SessionFate.Good);
        }

        string[] sent = [.. SentTexts.Of(call.Arguments)];
        var reason = cancellationToken.IsCancellationRequested ? "the request was canceled"
            : deadline.HasPassed ? $"it did not answer within {deadline.Timeout.TotalSeconds:0.###} seconds"
            : ServerFailure.FormatMessage(server.Key, exception, sent);
        SessionFate? stopped = exception is not OperationCanceledException ? null
            : cancellationToken.IsCancellationRequested ? SessionFate.Good
            : deadline.HasPassed ? SessionFate.Silent
            : null;
        if (delivery.MayHaveRun)
        {
            if (delivery.Task is { IsOver: true } && exception is McpException and not McpProtocolException)
            {
                // The server has lost the task, not the session.
                stopped = SessionFate.Good;
            }

            return (
                Unknown(server, call, reason, ServerFailure.Cause(server.Key, exception, sent)),
                stopped ?? SessionFate.Lost);
        }

        var outcome = NotRun(
            server, call, reason, ServerFailure.Kind(exception), ServerFailure.Cause(server.Key, exception, sent));
        return (outcome, stopped ?? fate);
    }

    /// <summary>
    /// Whether a refusal may be about the session: a new one is worth a try, since a refused call was not run. The
    /// protocol says 404; servers say 410 for a session that they dropped, 409, 403 and 400
    /// (modelcontextprotocol/typescript-sdk#1402). After a 401, credentials are asked for once more, with the new
    /// session.
    /// </summary>
    private static SessionFate FateAfter(
        HttpStatusCode status, string words, Exception exception, ServerSession session)
    {
        var isNamed = words.Contains("session", StringComparison.OrdinalIgnoreCase)
            || words.Contains("not initialized", StringComparison.OrdinalIgnoreCase);
        return status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Unauthorized => SessionFate.Lost,
            HttpStatusCode.Conflict or HttpStatusCode.Forbidden when session.HasId => SessionFate.Lost,

            // With an error of JSON-RPC in it, it is about the call, unless it says otherwise.
            HttpStatusCode.BadRequest when session.HasId && exception is not McpProtocolException => SessionFate.Lost,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError when isNamed => SessionFate.Lost,
            _ => SessionFate.Good,
        };
    }

    /// <summary>
    /// Whether an error of JSON-RPC that came as an answer says that the server does not know the session: then nothing
    /// was run. -32001 is what the protocol's own SDKs give it.
    /// </summary>
    private static bool IsLostSession(McpProtocolException error, string words) =>
        ((int)error.ErrorCode == -32001 && words.Contains("session", StringComparison.OrdinalIgnoreCase))
        || ((int)error.ErrorCode is >= -32099 and <= -32000 or -32600
            && words.Contains("server not initialized", StringComparison.OrdinalIgnoreCase));

    private static ToolOutcome NotRun(
        McpServer server, McpServerToolCallContent call, string reason,
            McpErrorKind kind = McpErrorKind.ServerUnavailable, Exception? cause = null) =>
        ToolOutcome.Failed(
            new McpToolsException(
                kind, $"The tool '{call.Name}' of the MCP server {server.Key} was not run: {reason}", cause)
        {
            ServerName = server.Name,
            ToolName = call.Name,
        });

    private static ToolOutcome Unknown(
        McpServer server, McpServerToolCallContent call, string reason, Exception? cause = null) =>
        ToolOutcome.Failed(
            new McpToolsException(
                McpErrorKind.OutcomeUnknown,
                $"The outcome of '{call.Name}' at the MCP server {server.Key} is unknown: {reason}. The tool may "
                    + $"have run; it was not run again.",
                cause)
        {
            ServerName = server.Name,
            ToolName = call.Name,
        });

    private ProgressRelay? Progress(McpServer server, McpServerToolCallContent call) =>
        options.Progress is { } progress ? new ProgressRelay(progress, server.Name, call) : null;

    /// <summary>What a failed call says about the session that it was made on.</summary>
    private enum SessionFate
    {
        Good,

        /// <summary>The call got no answer in time: the server is asked whether it still hears this session.</summary>
        Silent,

        /// <summary>A new one is opened at once, and the call made again if it was not run.</summary>
        Lost,
    }

    /// <summary>Hands reports on as they come; <see cref="Progress{T}"/> would reorder them.</summary>
    private sealed class ProgressRelay(
        IProgress<McpToolProgress> target, string serverName, McpServerToolCallContent call)
            : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) =>
            target.Report(
                new McpToolProgress(serverName, call.Name, call.CallId, value.Progress, value.Total, value.Message));
    }

    /// <summary>None has arguments or results in it.</summary>
    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Debug, "{Server} ran {Tool} in {Milliseconds} ms.")]
        public static partial void CallDone(ILogger logger, string? server, string tool, long milliseconds);

        [LoggerMessage(
            5, LogLevel.Information,
            "The call of {Tool} at {Server} ended after {Milliseconds} ms with an error: {Kind}.")]
        public static partial void CallFailed(
            ILogger logger, string? server, string tool, long milliseconds, McpErrorKind kind);

        [LoggerMessage(
            6, LogLevel.Information, "The result of {Tool} at {Server} was over the limit and was truncated.")]
        public static partial void ResultCut(ILogger logger, string? server, string tool);
    }
}
