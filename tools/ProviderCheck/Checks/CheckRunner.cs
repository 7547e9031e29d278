using System.Diagnostics;
using InferenceProviders;
using ProviderCheck.Recording;
using ProviderCheck.Reports;
using ProviderCheck.Targets;

namespace ProviderCheck.Checks;

/// <summary>Tries everything at a target, one after the other.</summary>
internal static class CheckRunner
{
    public static IReadOnlyList<Check> All { get; } =
    [
        .. ChatChecks.All, .. ToolChecks.All, .. SchemaChecks.All, .. ContentChecks.All, .. ErrorChecks.All,
        .. TaskChecks.All, .. PartnerChecks.All,
    ];

    public static IReadOnlyList<string> Groups { get; } = [.. All.Select(check => check.Group).Distinct()];

    /// <summary>Runs the checks of some groups.</summary>
    /// <param name="target">What is checked.</param>
    /// <param name="limits">What it may cost, and how long answers may take.</param>
    /// <param name="groups">The groups; empty for all.</param>
    /// <param name="recorder">Keeps what went over the wire; null for nobody.</param>
    /// <param name="progress">Hears of each finding at once; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<TargetReport> RunAsync(
        CheckTarget target, CheckLimits limits, IReadOnlyCollection<string> groups, CaptureWriter? recorder = null,
            Action<Finding>? progress = null, CancellationToken cancellationToken = default)
    {
        using var session = new CheckSession(target, limits);
        var findings = new List<Finding>();
        string? over = null;
        foreach (var check in All.Where(check => groups.Count == 0 || groups.Contains(check.Group)))
        {
            var finding = over is null
                ? await TryAsync(check, session, cancellationToken)
                : new Finding(check.Group, check.Name, Verdict.Skipped, over, TimeSpan.Zero);
            over ??= EndsAll(session, finding);
            findings.Add(finding);
            progress?.Invoke(finding);
        }

        if (recorder is not null)
        {
            await recorder.WriteAsync(target, session.Recorder.Exchanges, cancellationToken);
        }

        return new(target.Name, findings, session.Recorder.Exchanges.Count, session.Spending.Spent);
    }

    private static async Task<Finding> TryAsync(Check check, CheckSession session, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (verdict, sentence) = await JudgeAsync(check, session, cancellationToken);
        return new(check.Group, check.Name, verdict, sentence, clock.Elapsed);
    }

    private static async Task<(Verdict Verdict, string Sentence)> JudgeAsync(
        Check check, CheckSession session, CancellationToken cancellationToken)
    {
        try
        {
            return (Verdict.Passed, await check.RunAsync(session, cancellationToken));
        }
        catch (DefectException exception)
        {
            return (Verdict.Failed, exception.Message);
        }
        catch (RemarkException exception)
        {
            return (Verdict.Remark, exception.Message);
        }
        catch (RefusedException exception)
        {
            return (Verdict.NotSupported, exception.Message);
        }
        catch (NotTriedException exception)
        {
            return (Verdict.Skipped, exception.Message);
        }
        catch (InferenceException exception)
        {
            return Judge(check, exception);
        }
        catch (HttpRequestException exception)
        {
            return (Verdict.Failed, $"The request did not get through: {exception.Message}");
        }
    }

    /// <summary>Whether a server that does not do something optional says so, or fails.</summary>
    private static (Verdict Verdict, string Sentence) Judge(Check check, InferenceException exception) =>
        exception.Kind switch
    {
        InferenceErrorKind.SpendLimitReached =>
            (Verdict.Skipped, "What it may cost does not fit into the spend limit; --spend-limit sets another."),
        InferenceErrorKind.NotSupported => (Verdict.NotSupported, $"It is refused: {exception.Message}"),
        InferenceErrorKind.InvalidRequest or InferenceErrorKind.ModelNotFound when check.IsOptional =>
            (Verdict.NotSupported, $"It is refused: {exception.Message}"),
        InferenceErrorKind.Authentication => (Verdict.Failed, $"The key or token is not accepted: {exception.Message}"),
        InferenceErrorKind.PermissionDenied =>
            (Verdict.Failed, $"The key or token may not do this: {exception.Message}"),
        InferenceErrorKind.CreditsExhausted => (Verdict.Failed, $"The account has no credit: {exception.Message}"),
        InferenceErrorKind.RateLimited => (Verdict.Failed, $"Too many requests, it says: {exception.Message}"),
        InferenceErrorKind.Interrupted => (Verdict.Failed, $"The answer broke off: {exception.Message}"),
        InferenceErrorKind.Timeout => (Verdict.Failed, $"No answer came in time: {exception.Message}"),
        InferenceErrorKind.Protocol => (Verdict.Failed, $"The answer cannot be read: {exception.Message}"),
        InferenceErrorKind.ProviderUnavailable when exception.StatusCode is null =>
            (Verdict.Failed, $"The server cannot be reached, or hangs up: {exception.Message}"),
        InferenceErrorKind.ProviderUnavailable => (Verdict.Failed, $"The server fails: {exception.Message}"),
        _ => (Verdict.Failed, $"It is refused ({exception.Kind}): {exception.Message}"),
    };

    /// <summary>What makes every later check fail in the same way is said once.</summary>
    private static string? EndsAll(CheckSession session, Finding finding) =>
        finding is { Check: "answer", Group: "chat", Verdict: Verdict.Failed }
            && session.LastCall(0) is null or { Status: null }
            ? "Nothing was tried after the first call, which did not get an answer."
        : finding is { Check: "answer", Group: "chat", Verdict: Verdict.Failed }
            && (int?)session.LastCall(0)!.Status is 401 or 402 or 403
            ? "Nothing was tried after the first call, which was not let in."
        : null;
}
