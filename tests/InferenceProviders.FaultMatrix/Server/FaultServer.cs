using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace InferenceProviders.FaultMatrix.Server;

/// <summary>
/// A server on a raw socket, so that it can do what no web server would: every connection is handed to a script. It
/// counts what it sees, because that is what many scenarios are about.
/// </summary>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<FaultRequest> _requests = [];
    private readonly HashSet<Task> _open = [];
    private readonly Func<FaultConnection, int, Task> _script;
    private readonly Task _accepting;
    private readonly bool _remembers;
    private int _connections;

    private FaultServer(Func<FaultConnection, int, Task> script, bool remembers)
    {
        _script = script;
        _remembers = remembers;
        _listener.Start(backlog: 2048);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/v1");

    /// <summary>Connections so far, with those that sent nothing.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that are still open on this side.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    public IReadOnlyList<FaultRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <param name="script">Gets each connection, with how many there were before.</param>
    /// <param name="remembers">Whether <see cref="Requests"/> are kept; where memory is measured, they are not.</param>
    public static FaultServer Start(Func<FaultConnection, int, Task> script, bool remembers = true) =>
        new(script, remembers);

    public void Record(FaultRequest request)
    {
        if (!_remembers)
        {
            return;
        }

        lock (_gate)
        {
            _requests.Add(request);
        }
    }

    /// <summary>Ends when every connection has been closed by one side or the other.</summary>
    public async Task WhenIdleAsync(TimeSpan limit)
    {
        Task[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        await Task.WhenAll(open).WaitAsync(limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await WhenIdleAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var task = ServeAsync(socket, Interlocked.Increment(ref _connections) - 1);
            lock (_gate)
            {
                _open.Add(task);
            }

            _ = task.ContinueWith(Forget, TaskScheduler.Default);
        }
    }

    private void Forget(Task task)
    {
        lock (_gate)
        {
            _open.Remove(task);
        }
    }

    private async Task ServeAsync(Socket socket, int index)
    {
        await Task.Yield();
        socket.NoDelay = true;
        using var connection = new FaultConnection(this, socket, _stop.Token);
        try
        {
            await _script(connection, index);
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or AuthenticationException)
        {
            // The client went away in the middle of the script, or the scenario is over.
        }
    }
}
