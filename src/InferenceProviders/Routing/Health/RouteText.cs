using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Health;

/// <summary>A route and an account, as processes tell each other of them.</summary>
internal static class RouteText
{
    public const char Separator = '\t';

    /// <param name="route">The route.</param>
    /// <param name="account">Whose account, by its digest; null for the router's own.</param>
    /// <param name="before">What comes before it.</param>
    public static string Write(RouteKey route, string? account, params ReadOnlySpan<string> before) =>
        string.Join(
            Separator,
            [
                .. before, route.Provider, route.Model, route.Task.Name, route.AuthMode.ToString(),
                route.Protocol?.ToString() ?? "", account ?? "",
            ]);

    public static bool TryRead(ReadOnlySpan<string> parts, out RouteKey route, out string? account)
    {
        (route, account) = (default, null);
        if (parts is not [var provider, var model, { Length: > 0 } task, var mode, var protocol, var name]
            || !Enum.TryParse<AuthMode>(mode, out var authMode))
        {
            return false;
        }

        route = new RouteKey(
            provider, model, new InferenceTask(task), authMode,
            Enum.TryParse<ChatProtocol>(protocol, out var known) ? known : null);
        account = name.Length == 0 ? null : name;
        return true;
    }
}
