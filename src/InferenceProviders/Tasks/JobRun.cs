using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>What a call does about a job that the provider queues.</summary>
internal enum JobMode
{
    /// <summary>Submits it and waits for it.</summary>
    Whole,

    /// <summary>Submits it, and leaves it running.</summary>
    Submit,

    /// <summary>Looks once how one stands that was submitted.</summary>
    Poll,

    /// <summary>Waits for one that was submitted.</summary>
    Wait,

    /// <summary>Cancels one that was submitted.</summary>
    Cancel,
}

/// <summary>What a call does about a job, and which one.</summary>
/// <param name="Mode">What.</param>
/// <param name="Ticket">Which one; null for one that is only to be submitted.</param>
internal readonly record struct JobRun(JobMode Mode, JobTicket? Ticket = null)
{
    /// <summary>What options ask for.</summary>
    /// <param name="allowsBackground">Whether a call may end before the job does.</param>
    /// <param name="token">The job that the call goes on with; null for a new one.</param>
    /// <param name="argument">The name of the options.</param>
    /// <exception cref="ArgumentException">The token is none of a job.</exception>
    public static JobRun Of(bool? allowsBackground, ResponseContinuationToken? token, string argument) =>
        (allowsBackground, token) switch
        {
            (true, null) => new(JobMode.Submit),
            (_, null) => default,
            (true, _) => new(JobMode.Poll, JobTicket.Read(token, argument)),
            _ => new(JobMode.Wait, JobTicket.Read(token, argument)),
        };
}
