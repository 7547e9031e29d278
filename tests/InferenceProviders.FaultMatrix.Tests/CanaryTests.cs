using System.Collections;
using InferenceProviders.Emulator;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// A token, keys, a prompt and a recording that can be told from everything else go through every kind of call, in good
/// times and bad; servers repeat all of them. They are in no log, exception, span, metric or text form.
/// </summary>
public sealed class CanaryTests
{
    private static readonly IReadOnlyDictionary<string, Action<EmulatorRule, Words>?> s_situations =
        new Dictionary<string, Action<EmulatorRule, Words>?>
    {
        ["all is well"] = null,
        ["400"] = (rule, said) => rule.Fail(400, said.Error),
        ["400 as a list"] = (rule, said) =>
            rule.Fail(400, $$"""{"detail":[{"loc":["body"],"msg":"{{said.Echo}}","input":"{{Canary.Prompt}}"}]}"""),
        ["401"] = (rule, said) => rule.Fail(401, said.Error),
        ["402"] = (rule, said) => rule.Fail(402, said.Error),
        ["403 in plain words"] = (rule, said) => rule.Fail(403, said.Echo),
        ["404 in HTML"] = (rule, said) => rule.Fail(404, $"<html><title>{said.Echo}</title></html>"),
        ["413"] = (rule, said) => rule.Fail(413, said.Error),
        ["422"] = (rule, said) => rule.Fail(422, said.Error),
        ["429"] = (rule, said) =>
            rule.Fail(
                429, said.Error, new Dictionary<string, string> { ["Retry-After"] = "0", ["x-request-id"] = "req-1" }),
        ["500"] = (rule, said) => rule.Fail(500, said.Error),
        ["503 while it loads"] = (rule, said) =>
            rule.Fail(503, $$"""{"error":"{{said.Echo}}","estimated_time":0.01}"""),
        ["a redirect"] = (rule, said) =>
            rule.Fail(
                307, said.Error,
                new Dictionary<string, string>
                {
                    ["Location"] = $"https://elsewhere.example/{said.Secret}?q=4711-0815",
                }),
        ["an error with status 200"] = (rule, said) => rule.Respond(said.Error),
        ["no JSON with status 200"] = (rule, said) => rule.Respond($"{{{{{said.Echo}"),
        ["HTML with status 200"] = (rule, said) =>
            rule.Respond($"<html><title>{said.Echo}</title></html>", "text/html"),
        ["another form with status 200"] = (rule, said) =>
            rule.Respond($$"""{"{{Canary.Prompt}}":["{{said.Secret}}"]}"""),
        ["an error in the stream"] = (rule, said) => rule.RespondWithEvents($"data: {said.Error}\n\n"),
        ["an error in the stream, of its own type"] = (rule, said) =>
            rule.RespondWithEvents($"event: error\ndata: {said.Echo}\n\n"),
        ["a reset"] = (rule, said) => rule.Reset(afterBytes: 10),
        ["a cut"] = (rule, said) => rule.Cut(afterBytes: 40),
    };

    public static TheoryData<string> Situations => [.. s_situations.Keys];

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Nothing_that_is_secret_comes_out(string situation)
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { UserTokens = [Canary.Token] });
        using var leaks = new LeakCatcher();
        using var router = new InferenceRouter(Options(emulator, leaks));
        using var keyed = new InferenceRouter(Options(emulator, leaks, Canary.KeyedProviders));
        if (s_situations[situation] is { } arrange)
        {
            foreach (var secret in (string[])[Canary.Token, .. Canary.KeyedProviders.Select(emulator.ProviderKey)])
            {
                arrange(
                    emulator.Script.When(
                        request => request.Method == "POST" && Credential(request) == secret && HasRecording(request)),
                        new Words(secret, RepeatsFile: true));
                arrange(
                    emulator.Script.When(request => request.Method == "POST" && Credential(request) == secret),
                    new Words(secret));
            }
        }

        var ends = await Task.WhenAll(
            CanaryFlows.All.Select(flow => RunAsync(flow.Key, flow.Value, router, leaks))
            .Concat(CanaryFlows.WithKeys.Select(flow => RunAsync(flow.Key, flow.Value, keyed, leaks))));

        foreach (var one in (InferenceRouter[])[router, keyed])
        {
            leaks.Look("router", one.ToString());
            leaks.Look("health", one.Health.ToJson());
        }

        Assert.True(
            leaks.Leaks.Count == 0,
            string.Join(
                "\n", leaks.Leaks.Select(leak => leak.ReplaceLineEndings(" "))
                .Select(leak => leak.Length > 400 ? leak[..400] : leak)));

        // The flows did what they should: otherwise nothing could have leaked.
        foreach (var secret in (string[])[Canary.Token, .. Canary.KeyedProviders.Select(emulator.ProviderKey)])
        {
            Assert.Contains(
                emulator.Requests, request =>
                    request.Text.Contains(Canary.Prompt, StringComparison.Ordinal) && Credential(request) == secret);
        }

        Assert.Contains(emulator.Requests, HasRecording);
        Assert.All(Canary.KeyedProviders, provider => Assert.All(
            emulator.Requests.Where(request => Credential(request) == emulator.ProviderKey(provider)), request =>
                Assert.Equal(provider, request.Provider)));
        var all = CanaryFlows.All.Keys.Concat(CanaryFlows.WithKeys.Keys);
        Assert.Equal(situation == "all is well" ? []
            : all.Except(["the Hub", "a saved catalog"]).Except(Fine(situation)), ends.Where(end => end.Failed)
            .Select(end => end.Flow).Except(Fine(situation)));
        Assert.True(leaks.Looked > 100);
    }

    private static InferenceProvidersOptions Options(EmulatorHost emulator, LeakCatcher leaks, params string[] keys)
    {
        var options = emulator.RouterOptions(keys);
        options.Token = Canary.Token;
        options.LoggerFactory = leaks;
        options.Routing.MaxAttempts = 2;
        options.CaptureMessageContent = false;
        leaks.Look("options", options.ToString());
        return options;
    }

    private static bool HasRecording(EmulatorRequest request) =>
        request.Body.Span.IndexOf(Canary.Recording) >= 0
            || request.Text.Contains(Convert.ToBase64String(Canary.Recording)[..40], StringComparison.Ordinal);

    private static string? Credential(EmulatorRequest request) =>
        request.Headers.GetValueOrDefault("Authorization")?.Split(' ')[^1];

    /// <summary>
    /// Calls that a situation may fail or not: what is returned as it came is the caller's to understand, sound has no
    /// end of its own, and of a race one may win.
    /// </summary>
    private static string[] Fine(string situation) =>
        situation.EndsWith("with status 200", StringComparison.Ordinal)
            || situation.Contains("stream", StringComparison.Ordinal) || situation is "a reset" or "a cut"
            ? ["a request of one's own", "a request of one's own, by key", "a streamed request of one's own",
                "chat by a policy, hedged", "speech", "speech by key"]
            : [];

    private static async Task<(string Flow, bool Failed)> RunAsync(
        string name, Func<InferenceRouter, LeakCatcher, Task> flow, InferenceRouter router, LeakCatcher leaks)
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
            foreach (var text in (string?[])[failure.Code, failure.RequestId, failure.Provider, failure.Model,
                failure.Message, .. failure.Attempts.Select(attempt => attempt.ToString())])
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

    /// <summary>What a careless server says: everything that it was sent.</summary>
    private sealed record Words(string Secret, bool RepeatsFile = false)
    {
        private static readonly string s_file = Convert.ToBase64String(Canary.Recording);

        public string Echo =>
            $"You sent '{Canary.Prompt}' with "
            + $"'Bearer {Secret}'{(RepeatsFile ? $" and 'data:audio/wav;base64,{s_file[..40]}...{s_file[^40..]}', that is '{s_file}'" : "")}";

        public string Error =>
            $$$"""{"error":{"message":"{{{Echo}}}","code":"{{{Secret}}}","type":"bad {{{Secret}}}"}}""";
    }
}
