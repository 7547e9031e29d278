using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Serving;

internal enum JobPhase
{
    Queued,
    Running,
    Done,
    Canceled,
}

/// <summary>A queued job. It is done after so many questions, not after so much time: tests need no clock.</summary>
internal sealed class Job
{
    private readonly Lock _gate = new();
    private readonly int _polls;
    private readonly JsonNode? _result;
    private readonly ApiException? _refusal;
    private int _asked;
    private bool _cancelled;

    /// <param name="id">Its name.</param>
    /// <param name="owner">The provider that runs it.</param>
    /// <param name="polls">How many questions find it unfinished.</param>
    /// <param name="work">Makes the result; a refusal is kept for whoever asks for the result.</param>
    public Job(string id, string owner, int polls, Func<JsonNode> work)
    {
        Id = id;
        Owner = owner;
        _polls = polls;
        try
        {
            _result = work();
        }
        catch (ApiException refusal)
        {
            _refusal = refusal;
        }
    }

    public string Id { get; }

    public string Owner { get; }

    /// <summary>What it made.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public JsonNode Result => _refusal is null ? _result!.DeepClone() : throw _refusal;

    /// <summary>Why it was refused; null when it was not.</summary>
    public string? Refusal => _refusal?.Message;

    /// <summary>From 0 to 99 while it is unfinished.</summary>
    public int Percent { get; private set; }

    /// <summary>Where it stands; each question brings it on.</summary>
    public JobPhase Ask()
    {
        lock (_gate)
        {
            if (_cancelled)
            {
                return JobPhase.Canceled;
            }

            if (_asked >= _polls)
            {
                Percent = 100;
                return JobPhase.Done;
            }

            Percent = 100 * _asked / (_polls + 1);
            return _asked++ == 0 && _polls > 1 ? JobPhase.Queued : JobPhase.Running;
        }
    }

    /// <summary>Ends it, unless it is done.</summary>
    public bool Cancel()
    {
        lock (_gate)
        {
            return _cancelled = _cancelled || _asked < _polls;
        }
    }
}
