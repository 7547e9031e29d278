using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Runners;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>A set of captures, replayed.</summary>
internal sealed class CaptureRun
{
    private readonly RememberedRuns<WireCase, Outcome> _runs;

    public CaptureRun(IEnumerable<WireCase> cases, DeviationList deviations)
    {
        Deviations = deviations;
        _runs = new(cases, wireCase => wireCase.Id, ReplayAsync);
    }

    /// <summary>All captures: ours and those of <c>WIRE_CAPTURES</c>.</summary>
    public static CaptureRun All { get; } = new(
        CaptureFolder.All.SelectMany(folder => folder.Cases()),
        DeviationList.Load(
            [Path.Combine(AppContext.BaseDirectory, "deviations.json"),
                .. CaptureFolder.All.Skip(1).Select(folder => Path.Combine(folder.Path, "deviations.json"))]));

    public DeviationList Deviations { get; }

    /// <summary>The cases that a runner exists for.</summary>
    public IEnumerable<string> Ready =>
        _runs.Cases.Where(pair => CaseRunners.Find(pair.Value.Call.Method) is not null).Select(pair => pair.Key);

    /// <summary>The cases whose method no runner stands for yet.</summary>
    public IEnumerable<WireCase> Pending =>
        _runs.Cases.Values.Where(wireCase => CaseRunners.Find(wireCase.Call.Method) is null);

    public Task<Outcome> OutcomeAsync(string id) => _runs.OutcomeAsync(id);

    public async Task<CaptureSummary> SummarizeAsync()
    {
        var outcomes = new List<Outcome>();
        foreach (var id in Ready)
        {
            outcomes.Add(await OutcomeAsync(id));
        }

        return new CaptureSummary(outcomes, [.. Pending], Deviations);
    }

    private async Task<Outcome> ReplayAsync(WireCase wireCase)
    {
        try
        {
            var differences = await CaseReplay.RunAsync(wireCase, CaseRunners.Find(wireCase.Call.Method)!);
            var (declared, undeclared) = Deviations.Split(wireCase.Name, wireCase.Client, differences);
            return new Outcome(wireCase, declared, undeclared);
        }
        catch (Exception exception)
        {
            // A crash of one case, ours or the harness's, is that case's failure and must not hide the others.
            return new Outcome(wireCase, [], [], exception);
        }
    }
}
