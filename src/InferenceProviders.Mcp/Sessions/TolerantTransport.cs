using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Stands between the MCP library and a server. The library reads an answer as a whole or not at all; what it could not
/// read of a list of tools or of a result is taken out before (<see cref="AnswerRepair"/>), so that the rest of it is
/// of use.
/// </summary>
/// <param name="inner">The connection to the server.</param>
/// <param name="asksForVersion">
/// False for a server that does not survive the question for its version (<c>server/discover</c>, since 2026-07-28):
/// the library is told that there is no such method, and goes on with <c>initialize</c> in whatever version the server
/// has (modelcontextprotocol/go-sdk#1177).
/// </param>
/// <param name="taskLifetime">How long the server is to keep tasks; null leaves it to the server.</param>
/// <param name="clock">Null for the system's.</param>
internal sealed class TolerantTransport(
    IClientTransport inner, bool asksForVersion = true, TimeSpan? taskLifetime = null, TimeProvider? clock = null)
    : IClientTransport
{
    /// <summary>The tools that cannot be used, with the reason, as the last list had them.</summary>
    public ConcurrentDictionary<string, string> UnusableTools { get; } = new(StringComparer.Ordinal);

    public string Name => inner.Name;

    private Connection? Current { get; set; }

    private TimeSpan? TaskLifetime => taskLifetime;

    private TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default) =>
        Current = new Connection(
            await inner.ConnectAsync(cancellationToken).ConfigureAwait(false), this, asksForVersion);

    /// <summary>Tells the server that nobody waits for a task any more.</summary>
    public void Cancel(RunningTask task) => Current?.Cancel(task);

    /// <summary>Takes a message of the server that came another way.</summary>
    public void Deliver(JsonRpcMessage message) => Current?.Deliver(message);

    /// <summary>What was asked: an answer does not say.</summary>
    private enum Question
    {
        Start,
        Call,
        FirstTools,
        MoreTools,
    }

    private sealed class Connection : ITransport
    {
        private readonly ITransport _inner;
        private readonly TolerantTransport _owner;
        private readonly bool _asksForVersion;

        // The library's own loop goes on where a message was handed to it, without a change of threads.
        private readonly Channel<JsonRpcMessage> _messages = Channel.CreateUnbounded<JsonRpcMessage>(
            new() { SingleReader = true, AllowSynchronousContinuations = true });

        private readonly ConcurrentDictionary<RequestId, (Question Question, string Method)> _open = new();
        private readonly TaskSupport _support = new();
        private readonly OwnRequests _own;
        private readonly TaskRelay _tasks;
        private readonly Task _reading;

        public Connection(ITransport inner, TolerantTransport owner, bool asksForVersion)
        {
            _inner = inner;
            _owner = owner;
            _asksForVersion = asksForVersion;
            _own = new OwnRequests(inner);
            _tasks = new TaskRelay(
                _support, _own, Deliver, owner.TaskLifetime, owner.Clock);
            using (ExecutionContext.SuppressFlow())
            {
                _reading = Task.Run(ReadAsync);
            }
        }

        public string? SessionId => _inner.SessionId;

        public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

        public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
        {
            if (message is JsonRpcRequest request)
            {
                if (!_asksForVersion && request.Method == "server/discover")
                {
                    await _messages.Writer.WriteAsync(NoSuchMethod(request), cancellationToken).ConfigureAwait(false);
                    return;
                }

                Question? question = request.Method switch
                {
                    RequestMethods.Initialize or "server/discover" => Question.Start,
                    RequestMethods.ToolsCall => Question.Call,
                    RequestMethods.ToolsList when request.Params?["cursor"] is null => Question.FirstTools,
                    RequestMethods.ToolsList => Question.MoreTools,
                    _ => null,
                };
                if (question is { } asked)
                {
                    _open[request.Id] = (asked, request.Method);
                }

                if (_tasks.Handles(request))
                {
                    Deliver(await _tasks.CallAsync(request, cancellationToken).ConfigureAwait(false));
                    return;
                }
            }

            try
            {
                await _inner.SendMessageAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (message is JsonRpcRequest { Method: RequestMethods.Initialize }
                && exception is JsonException or InvalidOperationException { InnerException: null })
            {
                // The HTTP transport reads the answer, too, once it has handed it on: here it is repaired.
            }
        }

        public void Cancel(RunningTask task) => _tasks.Cancel(task);

        public async ValueTask DisposeAsync()
        {
            await _own.PostedAsync().ConfigureAwait(false);
            await _inner.DisposeAsync().ConfigureAwait(false);
            await _reading.ConfigureAwait(false);
        }

        public void Deliver(JsonRpcMessage message)
        {
            if (message is JsonRpcNotification notification)
            {
                _tasks.OnNotification(notification);
            }

            Repair(message);
            _messages.Writer.TryWrite(message);
        }

        /// <summary>
        /// Hands messages on in their order, until there are no more; how the connection ended is handed on, too.
        /// </summary>
        private async Task ReadAsync()
        {
            try
            {
                await foreach (var message in _inner.MessageReader.ReadAllAsync().ConfigureAwait(false))
                {
                    Renumber(message);
                    if (!_own.TryTake(message))
                    {
                        Deliver(message);
                    }
                }

                _own.End(null);
                _messages.Writer.TryComplete();
            }
            catch (Exception exception)
            {
                _own.End(exception);
                _messages.Writer.TryComplete(exception);
            }
        }

        /// <summary>Ids of requests are numbers here; some servers give them back as texts.</summary>
        private static void Renumber(JsonRpcMessage message)
        {
            if (message is JsonRpcResponse or JsonRpcError
                && message is JsonRpcMessageWithId { Id.Id: string text } answer
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                answer.Id = new RequestId(number);
            }
        }

        private void Repair(JsonRpcMessage message)
        {
            if (message is not (JsonRpcResponse or JsonRpcError)
                || !_open.TryRemove(((JsonRpcMessageWithId)message).Id, out var asked)
                || message is not JsonRpcResponse response)
            {
                return;
            }

            var (question, method) = asked;
            if (question == Question.Start)
            {
                if (method == RequestMethods.Initialize)
                {
                    AnswerRepair.Greeting(response.Result);
                }

                _support.ReadServer(method, response.Result);
                return;
            }

            if (question == Question.Call)
            {
                response.Result = AnswerRepair.CallResult(response.Result);
                return;
            }

            if (question == Question.FirstTools)
            {
                _owner.UnusableTools.Clear();
            }

            foreach (var (name, reason) in AnswerRepair.TakeUnusableTools(response.Result, _support))
            {
                _owner.UnusableTools[name] = reason;
            }
        }

        private static JsonRpcError NoSuchMethod(JsonRpcRequest request) => new()
        {
            Id = request.Id,
            Error = new JsonRpcErrorDetail
            {
                Code = (int)McpErrorCode.MethodNotFound,
                Message = "The server is not asked for its version.",
            },
        };
    }
}
