using System.Diagnostics;
using System.Globalization;
using InferenceProviders.FaultMatrix.Subjects;
using InferenceProviders.Redis;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Fleet;

/// <summary>
/// One process of the fleet. It does what the lines that it reads say, all at the same time, and writes a line when
/// something is done.
/// </summary>
internal sealed class FleetMember : IAsyncDisposable
{
    public const string Argument = "fleet-member";

    /// <summary>In the prompts of calls that no limit counts.</summary>
    public const string Unlimited = "unlimited";

    private const int AtOnce = 16;

    private readonly RedisSharedStore _store;
    private readonly InferenceRouter _limited;
    private readonly InferenceRouter _free;

    private FleetMember(string redis, Uri upstream, decimal limit)
    {
        _store = new RedisSharedStore(redis, new() { KeyPrefix = "fleet" });
        _limited = new InferenceRouter(Options(upstream, new SpendLimit(limit) { Name = "fleet" }));
        _free = new InferenceRouter(Options(upstream, limit: null));
    }

    public static async Task RunAsync(string redis, Uri upstream, decimal limit)
    {
        await using var member = new FleetMember(redis, upstream, limit);
        while (!member._store.IsConnected)
        {
            await Task.Delay(10);
        }

        await member._free.Catalog.GetModelsAsync();
        await member._limited.Catalog.GetModelsAsync();
        Say("ready");
        await Task.Factory.StartNew(member.Listen, TaskCreationOptions.LongRunning);
    }

    /// <summary>
    /// The console waits for a line without letting go of the thread, also where it is asked to: of a pool of two that
    /// would be one, and what came from the store waited for the pool to grow, which takes it half a second.
    /// </summary>
    private void Listen()
    {
        while (Console.In.ReadLine() is { } line && line != "exit")
        {
            _ = Task.Run(() => DoAsync(line.Split(' ')));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _limited.Dispose();
        _free.Dispose();
        await _store.DisposeAsync();
    }

    private static void Say(string line) => Console.Out.WriteLine(line);

    private InferenceProvidersOptions Options(Uri upstream, SpendLimit? limit)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HubEndpoint = upstream,
            RouterEndpoint = upstream,
            SpendLimit = limit,
            AllowLoopbackDownloads = true,
        };
        options.Sharing.Store = _store;
        options.Sharing.LeaseAhead = TimeSpan.FromSeconds(2);
        options.Sharing.LeaseTime = TimeSpan.FromSeconds(3);
        options.Sharing.MaxWait = TimeSpan.FromMilliseconds(500);
        options.Routing.Policy = RoutePolicies.Listed;
        foreach (var name in (ReadOnlySpan<string>)[FleetUpstream.First, FleetUpstream.Second])
        {
            options.Providers.Add(new Provider(name, new Uri(upstream, $"/{name}")) { Chat = ChatDialect.OpenAI });
            options.ProviderKeys[name] = Canary.Token;
        }

        options.ProviderKeys["fal-ai"] = Canary.Token;
        options.ProviderEndpoints["fal-ai"] = upstream;
        return options;
    }

    private Task DoAsync(string[] words) => words switch
    {
        ["run", var count] => RunAsync(int.Parse(count, CultureInfo.InvariantCulture)),
        ["free", var number] => FreeAsync(number),
        ["busy", var number] => BusyAsync(number),
        ["watch", var number] => WatchAsync(number),
        ["talk", var key, var provider] => TalkAsync(key, provider),
        ["start", var number] => StartAsync(number),
        ["fetch", var number, var token] => FetchAsync(number, token),
        _ => Task.CompletedTask,
    };

    /// <summary>Calls with a limit.</summary>
    private async Task RunAsync(int count)
    {
        var (answered, refused, unavailable, other) = (0, 0, 0, 0);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, token) =>
        {
            try
            {
                await _limited.AsIChatClient(FleetUpstream.Model)
                    .GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 100 }, token);
                Interlocked.Increment(ref answered);
            }
            catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SpendLimitReached)
            {
                Interlocked.Increment(ref refused);
            }
            catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SharedStoreUnavailable)
            {
                Interlocked.Increment(ref unavailable);
                await Task.Delay(50, token);
            }
            catch (InferenceException)
            {
                Interlocked.Increment(ref other);
            }
        });
        Say($"ran {answered} {refused} {unavailable} {other}");
    }

    private async Task FreeAsync(string number)
    {
        var ok = await TryAsync(
            () => _free.AsIChatClient(FleetUpstream.Model).GetResponseAsync($"{Unlimited} {number}"));
        Say($"free {number} {(ok is not null ? "ok" : "failed")}");
    }

    /// <summary>Finds a route busy.</summary>
    private async Task BusyAsync(string number) =>
        await TryAsync(
            () => _free.AsIChatClient(FleetUpstream.BusyModel + number, FleetUpstream.First).GetResponseAsync(
            Unlimited, new ChatOptions().WithRouting(new() { MaxAttempts = 1 })));

    /// <summary>Says when it knows that the route rests.</summary>
    private async Task WatchAsync(string number)
    {
        Say($"watching {number}");
        while (_free.Health.Of(FleetUpstream.BusyModel + number).Count == 0)
        {
            await Task.Delay(1);
        }

        Say($"rests {number} {Stopwatch.GetTimestamp()}");
    }

    /// <summary>A turn of a conversation; <c>-</c> leaves the provider to the router.</summary>
    private async Task TalkAsync(string key, string provider)
    {
        var routing = new RoutingOptions
        {
            SessionAffinityKey = key,
            PreferredProviders = provider == "-" ? null : [provider],
        };
        var answer = await TryAsync(
            () =>
                _free.AsIChatClient(FleetUpstream.Model)
                .GetResponseAsync(Unlimited, new ChatOptions().WithRouting(routing)));
        Say($"talked {key} {answer?.GetRoutingReport()?.Provider ?? "nobody"}");
    }

    private async Task StartAsync(string number)
    {
        var started = await _free.AsIVideoGenerator(FleetUpstream.VideoModel).GenerateAsync(
            new("a heron"), new() { AllowBackgroundResponses = true });
        Say($"started {number} {Convert.ToBase64String(started.ContinuationToken!.ToBytes().Span)}");
    }

    private async Task FetchAsync(string number, string token)
    {
        try
        {
            var video = await _free.AsIVideoGenerator(FleetUpstream.VideoModel).GenerateAsync(
                new("a heron"), new()
                {
                    ContinuationToken = ResponseContinuationToken.FromBytes(Convert.FromBase64String(token)),
                });
            Say($"fetched {number} {(video.Contents is [DataContent { Data.Length: > 0 }] ? "ok" : "empty")}");
        }
        catch (InferenceException exception)
        {
            Say($"fetched {number} {exception.Kind}");
        }
    }

    private static async Task<ChatResponse?> TryAsync(Func<Task<ChatResponse>> call)
    {
        try
        {
            return await call();
        }
        catch (InferenceException)
        {
            return null;
        }
    }
}
