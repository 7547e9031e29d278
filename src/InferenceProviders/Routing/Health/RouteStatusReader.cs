namespace InferenceProviders.Routing.Health;

/// <summary>Writes down the health of a route as those see it who watch the router.</summary>
internal static class RouteStatusReader
{
    private static readonly (Capability Ability, string Name)[] Names =
    [
        (Capability.Tools, "tools"), (Capability.JsonSchema, "json_schema"), (Capability.Images, "images"),
        (Capability.Audio, "audio"),
    ];

    public static RouteStatus Read(RouteHealth health, TimeProvider clock, long now)
    {
        var (key, provider, state) = (health.Key, health.Provider, health.StateAt(now));
        var (attempts, success, _) = provider.Measures?.Attempts ?? default;
        var (streams, first, first95) = provider.Measures?.Streams ?? default;
        var speed = health.TokensPerSecondAt(now);
        var refused = health.LacksAt(now);
        var tooLong = health.TooLongAt(now);
        return new RouteStatus
        {
            Provider = key.Provider,
            Model = key.Model,
            Task = key.Task,
            Protocol = key.Protocol,
            AuthMode = key.AuthMode,
            KeyName = health.KeyName,
            State = state,
            StateEndsIn = state switch
            {
                RouteState.Broken => clock.GetElapsedTime(now, provider.Failures?.OpenUntil ?? now),
                RouteState.Resting => clock.GetElapsedTime(now, health.Rests.FreeFrom),
                RouteState.Suspect => clock.GetElapsedTime(now, provider.Failures?.SuspectUntil ?? now),
                _ => null,
            },
            CallsInFlight = provider.CallsInFlight,
            Attempts = attempts,
            SuccessRate = attempts == 0 ? null : success,
            TimeToFirstToken = streams == 0 ? null : TimeSpan.FromSeconds(first),
            TimeToFirstToken95 = streams == 0 ? null : TimeSpan.FromSeconds(first95),
            TokensPerSecond = double.IsNaN(speed) ? null : speed,
            RateLimits = [.. health.RateLimitsAt(now)],
            Refused = [.. Names.Where(name => (refused & name.Ability) != 0).Select(name => name.Name)],
            TooLongPromptBytes = tooLong == long.MaxValue ? null : tooLong,
        };
    }
}
