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
    public bool MayHaveRun => Volatile.Read(ref _delivered) > 0;

    /// <summary>
    /// Begins to follow a call. Call it in the method that makes the call: what is set in it does not outlive it.
    /// </summary>
    public static DeliveryTracker Begin() => Ambient.Value = new DeliveryTracker();

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
