using System.Text.Json;

namespace AspNetCoreChat.Tests.Support;

/// <summary>
/// What the page's main thread works on, task by task, in milliseconds of the processor's time: other programs on the
/// machine do not lengthen it.
/// </summary>
internal sealed class MainThread
{
    private readonly ICDPSession _session;
    private readonly List<JsonElement> _events = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MainThread(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, data) =>
        {
            lock (_events)
            {
                _events.AddRange(data!.Value.GetProperty("value").EnumerateArray());
            }
        };
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    public static async Task<MainThread> WatchAsync(IPage page)
    {
        var watched = new MainThread(await page.Context.NewCDPSessionAsync(page));
        await watched._session.SendAsync("Tracing.start", new Dictionary<string, object>
        {
            ["transferMode"] = "ReportEvents",
            ["traceConfig"] = new Dictionary<string, object> { ["includedCategories"] = new[] { "toplevel" } },
        });
        return watched;
    }

    /// <summary>The tasks since then, in their order.</summary>
    public async Task<IReadOnlyList<double>> TasksAsync()
    {
        await _session.SendAsync("Tracing.end");
        await _complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        lock (_events)
        {
            var names = _events.Where(static one => Is(one, "name", "thread_name")
                    && one.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain")
                .Select(Thread).ToHashSet();

            // Of several pages of the browser it is the one that did most.
            return _events.Where(one => one.TryGetProperty("tdur", out _) && names.Contains(Thread(one))
                    && Is(one, "name", "ThreadControllerImpl::RunTask"))
                .GroupBy(Thread, static one => (Start: one.GetProperty("ts").GetDouble(), Time: Milliseconds(one)))
                .MaxBy(static tasks => tasks.Sum(static task => task.Time))!
                .OrderBy(static task => task.Start).Select(static task => task.Time).ToList();
        }
    }

    private static double Milliseconds(JsonElement one) => one.GetProperty("tdur").GetDouble() / 1000;

    private static (long, long) Thread(JsonElement one) =>
        (one.GetProperty("pid").GetInt64(), one.GetProperty("tid").GetInt64());

    private static bool Is(JsonElement one, string name, string value) =>
        one.TryGetProperty(name, out var found) && found.GetString() == value;
}
