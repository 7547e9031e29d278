using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>A call that a server runs as a task. It outlives the session in which it was begun.</summary>
internal sealed class RunningTask
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(5);
    private double _progress;
    private double? _total;
    private string? _message;

    private RunningTask(string id, TaskForm form) => (Id, Form) = (id, form);

    public string Id { get; }

    public TaskForm Form { get; }

    /// <summary>What every request about the task says of the client; null where that is said once.</summary>
    private JsonObject? Meta { get; init; }

    /// <summary>How long the server wants to be left alone between two questions.</summary>
    public TimeSpan Interval { get; private set; } = DefaultInterval;

    /// <summary>How often the server has told its state: who counts sees whether it can still be reached.</summary>
    public int Sightings { get; private set; }

    /// <summary>The call has its answer, or never gets one: there is nothing to pick up.</summary>
    public bool IsOver { get; set; }

    /// <summary>Questions of the server that have been answered: it may show them again for a while.</summary>
    public HashSet<string> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>The task that was made of a call; null when the answer is none.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="call">The parameters of the call as the server had them.</param>
    public static RunningTask? From(JsonNode? result, JsonObject call)
    {
        if (result is not JsonObject answer)
        {
            return null;
        }

        var (state, form) = AnswerRepair.Text(answer["resultType"]) == "task" ? (answer, TaskForm.Offered)
            : answer["task"] is JsonObject task && answer["content"] is null ? (task, TaskForm.Requested)
            : (null, TaskForm.None);
        if (AnswerRepair.Text(state?["taskId"]) is not { } id)
        {
            return null;
        }

        // Since 2026-07-28 every request says what the client is and can do.
        var meta = form == TaskForm.Offered ? call["_meta"]?.DeepClone() as JsonObject : null;
        meta?.Remove("progressToken");
        var running = new RunningTask(id, form) { Meta = meta };
        running.TakeInterval(state!);
        return running;
    }

    /// <summary>The parameters of a request about the task.</summary>
    public JsonObject ToParameters() => Meta is null
        ? new() { ["taskId"] = Id }
        : new() { ["taskId"] = Id, ["_meta"] = Meta.DeepClone() };

    /// <summary>Takes in what the server says of the task.</summary>
    /// <returns>
    /// Progress to report, in the form of the protocol's notification; null when there is nothing new.
    /// </returns>
    public JsonObject? See(JsonObject state)
    {
        Sightings++;
        TakeInterval(state);
        if (AnswerRepair.Text(state["statusMessage"]) is not { Length: > 0 } message || message == _message)
        {
            return null;
        }

        // Tasks tell how far they are in words. A number goes with them, which may not fall.
        _message = message;
        _progress = _total is null ? _progress + 1 : _progress;
        var report = new JsonObject { ["progress"] = _progress, ["message"] = message };
        if (_total is { } total)
        {
            report["total"] = total;
        }

        return report;
    }

    /// <summary>Takes in a report of progress that came as such.</summary>
    public void SeeProgress(JsonObject report)
    {
        _progress = Math.Max(_progress, Number(report["progress"]) ?? 0);
        _total = Number(report["total"]) ?? _total;
    }

    private void TakeInterval(JsonObject state)
    {
        if (Number(state["pollIntervalMs"] ?? state["pollInterval"]) is { } milliseconds and > 0)
        {
            var wanted = TimeSpan.FromMilliseconds(Math.Min(milliseconds, MaxInterval.TotalMilliseconds));
            Interval = wanted < MinInterval ? MinInterval : wanted;
        }
    }

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
