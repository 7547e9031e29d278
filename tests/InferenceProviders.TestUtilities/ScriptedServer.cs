using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceProviders.Transport;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// An HTTP/1.1 server made of nothing but a socket: what it sends are exactly the bytes of the test's script, cut where
/// the script cuts them.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string Token = "hf_scripted_token_0123456789";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<ReceivedRequest, Reply> _answer;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly ConcurrentDictionary<int, ObservedStream> _clients = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly TaskCompletionSource _clientClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HttpMessageHandler> _handlers = [];
    private readonly Task _accepting;
    private int _connectionCount;

    private ScriptedServer(Func<ReceivedRequest, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public string Authority => Address.Authority;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public int ConnectionCount => _connectionCount;

    /// <summary>
    /// Ends when a client has closed a connection on which the server was still in the middle of an answer, or waiting
    /// for a request.
    /// </summary>
    public Task ClientClosed => _clientClosed.Task;

    public static ScriptedServer Start(Func<ReceivedRequest, Reply> answer) => new(answer);

    /// <summary>Gives the replies in order, and the last one to every request after.</summary>
    public static ScriptedServer Start(params Reply[] replies)
    {
        var next = -1;
        return new(_ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)]);
    }

    /// <summary>
    /// Options whose router and Hub are this server, with a connection on which <see cref="ReplyStep.Drained"/> works.
    /// </summary>
    public InferenceProvidersOptions Options() => new()
    {
        UseEnvironment = false,
        Token = Token,
        RouterEndpoint = Address,
        HubEndpoint = Address,
        HttpMessageHandler = Handler(),

        // A test writes down what one attempt gets; what follows a failed one is the subject of other tests.
        Routing = new() { MaxAttempts = 1 },
    };

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    /// <summary>The library's own handler, on sockets that this server can observe.</summary>
    public SocketsHttpHandler Handler()
    {
        var handler = SecureHandler.Create(TimeSpan.FromSeconds(30));
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            var stream = new ObservedStream(new NetworkStream(socket, ownsSocket: true));
            _clients[((IPEndPoint)socket.LocalEndPoint!).Port] = stream;
            return stream;
        };
        lock (_handlers)
        {
            _handlers.Add(handler);
        }

        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        lock (_handlers)
        {
            _handlers.ForEach(handler => handler.Dispose());
        }

        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                Interlocked.Increment(ref _connectionCount);
                _connections[ServeAsync(socket)] = true;
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var port = ((IPEndPoint)socket.RemoteEndPoint!).Port;
            var reader = new RequestReader(socket);
            var sent = 0L;
            try
            {
                while (await reader.ReadAsync(_stopping.Token) is { } request)
                {
                    _requests.Enqueue(request);
                    foreach (var step in _answer(request).Steps)
                    {
                        switch (step)
                        {
                            case ReplyStep.Send { Bytes: var bytes }:
                                await SendAsync(socket, bytes);
                                sent += bytes.Length;
                                break;

                            case ReplyStep.Drained:
                                await _clients[port].DrainedAsync(sent).WaitAsync(_stopping.Token);
                                break;

                            case ReplyStep.Gate gate:
                                gate.Reached.TrySetResult();
                                await gate.Opened.WaitAsync(_stopping.Token);
                                break;

                            case ReplyStep.Reset:
                                socket.LingerState = new LingerOption(true, 0);
                                return;

                            case ReplyStep.Finish:
                                socket.Shutdown(SocketShutdown.Send);
                                await reader.UntilClosedAsync(_stopping.Token);
                                _clientClosed.TrySetResult();
                                return;

                            case ReplyStep.Hang:
                                await reader.UntilClosedAsync(_stopping.Token);
                                _clientClosed.TrySetResult();
                                return;
                        }
                    }
                }

                _clientClosed.TrySetResult();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
            {
                _clientClosed.TrySetResult();
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, _stopping.Token)..];
        }
    }
}
