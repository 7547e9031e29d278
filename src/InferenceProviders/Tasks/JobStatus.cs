using System.Text.Json;
using InferenceProviders.Errors;

namespace InferenceProviders.Tasks;

internal enum JobState
{
    Running,
    Completed,
    Failed,
}

/// <summary>What a provider said about a job.</summary>
/// <param name="State">What it means.</param>
/// <param name="Word">The provider's own word for it.</param>
internal readonly record struct JobStatus(JobState State, string Word)
{
    public int? QueuePosition { get; init; }

    public double? Percent { get; init; }

    /// <summary>The newest line of the job's log.</summary>
    public string? Log { get; init; }

    /// <summary>Why it failed, as the provider put it.</summary>
    public ErrorBody Error { get; init; }

    /// <summary>A job that failed.</summary>
    /// <param name="word">The provider's word for that.</param>
    /// <param name="error">What has the reason in it.</param>
    /// <param name="reason">The reason, where its field is one of the provider's own.</param>
    public static JobStatus Failure(string word, JsonElement error, string? reason = null)
    {
        var body = error.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? default : ErrorBody.Parse(error);
        return new(JobState.Failed, word) { Error = body with { Message = reason ?? body.Message } };
    }
}

/// <summary>When to ask about a job.</summary>
/// <param name="First">From the submission to the first question.</param>
/// <param name="Interval">
/// From the first question to the second; what the provider's documentation or its own clients use.
/// </param>
internal sealed record PollSchedule(TimeSpan First, TimeSpan Interval)
{
    /// <summary>Long jobs are asked about less and less often, up to this.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Each interval is this much longer than the one before.</summary>
    public double Growth { get; init; } = 1.2;

    public static PollSchedule Every(TimeSpan interval) => new(interval, interval);

    public TimeSpan Next(TimeSpan interval) =>
        interval >= Longest ? interval : TimeSpan.FromTicks(Math.Min((long)(interval.Ticks * Growth), Longest.Ticks));
}
