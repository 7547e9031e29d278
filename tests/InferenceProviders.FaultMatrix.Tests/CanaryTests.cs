using System.Collections;
using InferenceProviders.Emulator;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// A token and a prompt that can be told from everything else go through every kind of call, in good times and bad; servers repeat all of them. They are
/// in no log, exception, span, metric or text form.
/// </summary>
public sealed class CanaryTests
{
    /// <summary>What a careless server says: everything that it was sent.</summary>
    private const string Echo = $"You sent '{Canary.Prompt}' with 'Bearer {Canary.Token}'";

    private static readonly IReadOnlyDictionary<string, Action<EmulatorRule>?> s_situations = new Dictionary<string, Action<EmulatorRule>?>
    {
        ["all is well"] = null,
        ["400"] = rule => rule.Fail(400, Error),
        ["400 as a list"] = rule => rule.Fail(400, $$"""{"detail":[{"loc":["body"],"msg":"{{Echo}}","input":"{{Canary.Prompt}}"}]}"""),
        ["401"] = rule => rule.Fail(401, Error),
        ["402"] = rule => rule.Fail(402, Error),
        ["403 in plain words"] = rule => rule.Fail(403, Echo),
        ["404 in HTML"] = rule => rule.Fail(404, $"<html><title>{Echo}</title></html>"),
        ["413"] = rule => rule.Fail(413, Error),
        ["422"] = rule => rule.Fail(422, Error),
        ["429"] = rule => rule.Fail(429, Error, new Dictionary<string, string> { ["Retry-After"] = "0", ["x-request-id"] = "req-1" }),
        ["500"] = rule => rule.Fail(500, Error),
        ["503 while it loads"] = rule => rule.Fail(503, $$"""{"error":"{{Echo}}","estimated_time":0.01}"""),
        ["a redirect"] = rule => rule.Fail(307, Error, new Dictionary<string, string> { ["Location"] = $"https://elsewhere.example/{Canary.Token}?q=4711-0815" }),
        ["an error with status 200"] = rule => rule.Respond(Error),
        ["no JSON with status 200"] = rule => rule.Respond($"{{{{{Echo}"),
        ["HTML with status 200"] = rule => rule.Respond($"<html><title>{Echo}</title></html>", "text/html"),
        ["another form with status 200"] = rule => rule.Respond($$"""{"{{Canary.Prompt}}":["{{Canary.Token}}"]}"""),
        ["an error in the stream"] = rule => rule.RespondWithEvents($"data: {Error}\n\n"),
        ["an error in the stream, of its own type"] = rule => rule.RespondWithEvents($"event: error\ndata: {Echo}\n\n"),
        ["a reset"] = rule => rule.Reset(afterBytes: 10),
        ["a cut"] = rule => rule.Cut(afterBytes: 40),
    };

    private static string Error => $$$"""{"error":{"message":"{{{Echo}}}","code":"{{{Canary.Token}}}","type":"bad {{{Canary.Token}}}"}}""";

    public static TheoryData<string> Situations => [.. s_situations.Keys];

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Nothing_that_is_secret_comes_out(string situation)
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { UserTokens = [Canary.Token] });
        using var leaks = new LeakCatcher();
        var options = emulator.RouterOptions();
        options.Token = Canary.Token;
        options.LoggerFactory = leaks;
        options.Routing.MaxAttempts = 2;
        options.CaptureMessageContent = false;
        using var router = new InferenceRouter(options);
        if (s_situations[situation] is { } arrange)
        {
            arrange(emulator.Script.When(request => request.Method == "POST"));
        }

        var ends = await Task.WhenAll(CanaryFlows.All.Select(flow => RunAsync(flow.Key, flow.Value, router, leaks)));

        leaks.Look("options", options.ToString());
        leaks.Look("router", router.ToString());
        leaks.Look("health", router.Health.ToJson());
        Assert.True(leaks.Leaks.Count == 0, string.Join("\n", leaks.Leaks.Select(leak => leak.ReplaceLineEndings(" ")).Select(leak => leak.Length > 400 ? leak[..400] : leak)));

        // The flows did what they should: otherwise nothing could have leaked.
        Assert.Contains(emulator.Requests, request => request.Text.Contains(Canary.Prompt, StringComparison.Ordinal) && request.Headers.Any(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && header.Value == $"Bearer {Canary.Token}"));
        Assert.Equal(situation == "all is well" ? [] : CanaryFlows.All.Keys.Except(["the Hub", "a saved catalogue"]).Except(Fine(situation)), ends.Where(end => end.Failed).Select(end => end.Flow).Except(Fine(situation)));
        Assert.True(leaks.Looked > 100);
    }

    /// <summary>Calls that a situation may fail or not: what is returned as it came is the caller's to understand, sound has no end of its own, and of a race one may win.</summary>
    private static string[] Fine(string situation) =>
        situation.EndsWith("with status 200", StringComparison.Ordinal) || situation.Contains("stream", StringComparison.Ordinal) || situation is "a reset" or "a cut"
            ? ["a request of one's own", "a streamed request of one's own", "chat by a policy, hedged", "speech"]
            : [];

    private static async Task<(string Flow, bool Failed)> RunAsync(string name, Func<InferenceRouter, LeakCatcher, Task> flow, InferenceRouter router, LeakCatcher leaks)
    {
        try
        {
            await flow(router, leaks);
            return (name, false);
        }
        catch (InferenceException failure)
        {
            Look(name, failure, leaks);
            leaks.Look($"{name}: report", failure.RoutingReport?.ToString());
            foreach (var text in (string?[])[failure.Code, failure.RequestId, failure.Provider, failure.Model, failure.Message, .. failure.Attempts.Select(attempt => attempt.ToString())])
            {
                leaks.Look($"{name}: failure", text);
            }

            return (name, true);
        }
    }

    private static void Look(string name, Exception exception, LeakCatcher leaks)
    {
        leaks.Look($"{name}: exception", exception.ToString());
        foreach (DictionaryEntry item in exception.Data)
        {
            leaks.Look($"{name}: data", $"{item.Key}={item.Value}");
        }

        if (exception.InnerException is { } inner)
        {
            Look(name, inner, leaks);
        }
    }
}
