using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Asks the Hub whether the router's own token is valid. A yes is kept for a while, because the Hub limits how often it
/// is asked.
/// </summary>
internal sealed class TokenCheck(SharedRouter shared)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private volatile Known? _known;

    /// <summary>What is known of the token, and what is wrong with it in words.</summary>
    public async Task<(TokenState State, string? Problem)> AskAsync(
        RouterRuntime core, CancellationToken cancellationToken)
    {
        if (shared.Registration.UserToken is not null)
        {
            return (TokenState.OfUsers, null);
        }

        var token = await core.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        if (token is null)
        {
            return core.Settings.ProviderKeys.Count > 0
                ? (TokenState.NotNeeded, null)
                : (TokenState.Missing, "there is no token");
        }

        var clock = core.Settings.TimeProvider;
        if (_known is { } known && known.Token == token && clock.GetElapsedTime(known.Since) < Memory)
        {
            return (TokenState.Valid, null);
        }

        try
        {
            var account = await shared.Router.Catalog.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
            if (account.MayCallProviders == false)
            {
                return (TokenState.LacksPermission,
                    "the token lacks the permission \"Make calls to Inference Providers\"");
            }

            _known = new Known(token, clock.GetTimestamp());
            return (TokenState.Valid, null);
        }
        catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.Authentication)
        {
            return (TokenState.Refused, "the Hub refuses the token");
        }
        catch (InferenceException exception)
        {
            return (TokenState.Unknown, $"the Hub could not say whether the token is valid ({exception.Kind})");
        }
    }

    private sealed record Known(string Token, long Since);
}

/// <summary>What is known of a token.</summary>
internal enum TokenState
{
    Unknown,
    Valid,
    Refused,
    LacksPermission,
    Missing,
    NotNeeded,
    OfUsers,
}
