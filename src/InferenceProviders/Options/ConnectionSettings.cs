using System.Net;
using InferenceProviders.Primitives;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Options;

/// <summary>
/// The part of the validated options that exchanges, downloads and questions to the Hub work with: addresses, senders,
/// limits, the user's token.
/// </summary>
internal record ConnectionSettings
{
    public string? Token { get; init; }

    public Func<CancellationToken, ValueTask<string?>>? TokenProvider { get; init; }

    public required Uri RouterEndpoint { get; init; }

    public required Uri HubEndpoint { get; init; }

    public required InferenceTimeouts Timeouts { get; init; }

    public required InferenceLimits Limits { get; init; }

    public required TimeSpan MappingLifetime { get; init; }

    public required TimeSpan CatalogLifetime { get; init; }

    public bool AllowLoopbackDownloads { get; init; }

    public HttpClient? HttpClient { get; init; }

    public HttpMessageHandler? HttpMessageHandler { get; init; }

    public Func<HttpClient>? HttpClientFactory { get; init; }

    /// <summary>Finds the addresses of the hosts of media files; null for the system's own way.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? ResolveHost { get; init; }

    public required string UserAgent { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>The Hugging Face token for one call.</summary>
    public ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken) =>
        TokenProvider is null ? new(Token) : AskForTokenAsync(TokenProvider, cancellationToken);

    /// <summary>Says nothing of the settings: there are secrets among them.</summary>
    public sealed override string ToString() => GetType().Name;

    private static async ValueTask<string?> AskForTokenAsync(
        Func<CancellationToken, ValueTask<string?>> provider, CancellationToken cancellationToken)
    {
        // A user function: it may depend on its own context.
        var token = await provider(cancellationToken).ConfigureAwait(true);
        return string.IsNullOrWhiteSpace(token) ? null : Validate.Secret(token, nameof(TokenProvider));
    }
}
