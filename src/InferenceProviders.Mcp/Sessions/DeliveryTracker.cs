using System.Net;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Follows one tool call down to the socket, to know afterwards whether the server can have run it. That is what
/// decides between running it again and calling its outcome unknown.
/// </summary>
internal sealed class DeliveryTracker
{
    private static readonly AsyncLocal<DeliveryTracker?> Ambient = new();
    private int _delivered;

    /// <summary>The call that the current asynchronous flow makes.</summary>
    public static DeliveryTracker? Current => Ambient.Value;

    /// <summary>The status of the last answer; null while there is none.</summary>
    public HttpStatusCode? Status { get; private set; }

    /// <summary>
    /// Whether a request with the call in it has begun to leave this machine and was not refused by an answer.
    /// </summary>
    public bool MayHaveRun => Volatile.Read(ref _delivered) > 0 || Task is not null;

    /// <summary>The task that the server made of the call; null when it made none.</summary>
    public RunningTask? Task { get; private set; }

    /// <summary>Is told when the server makes a task of the call.</summary>
    public Action? TaskBegins { get; init; }

    /// <summary>
    /// Begins to follow a call. Call it in the method that makes the call: what is set in it does not outlive it.
    /// </summary>
    /// <param name="task">A task of before that the call waits for: then nothing is called.</param>
    /// <param name="taskBegins">Is told when the server makes a task of the call.</param>
    public static DeliveryTracker Begin(RunningTask? task, Action taskBegins) => Ambient.Value = new DeliveryTracker
    {
        Task = task,
        Status = task is null ? null : HttpStatusCode.OK,
        TaskBegins = taskBegins,
    };

    /// <summary>The server has made a task of the call.</summary>
    public void Begin(RunningTask task)
    {
        Task = task;
        TaskBegins?.Invoke();
    }

    /// <summary>
    /// The body has begun to be written: from here on only an answer can say that the call was not run.
    /// </summary>
    public void OnSending()
    {
        Status = null;
        Interlocked.Increment(ref _delivered);
    }

    public void OnAnswer(HttpStatusCode status)
    {
        Status = status;

        // Redirects and 4xx are refusals: the server did not take the request on. 5xx can come after the tool ran, from
        // the server or a proxy.
        if ((int)status is >= 300 and < 500)
        {
            Interlocked.Decrement(ref _delivered);
        }
    }
}
