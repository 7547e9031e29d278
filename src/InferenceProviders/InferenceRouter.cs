using InferenceProviders.Configuration;

namespace InferenceProviders;

/// <summary>
/// The front door: makes clients for models on any provider. Thread-safe and meant to live as long as the application.
/// </summary>
public sealed partial class InferenceRouter : IDisposable
{
    private readonly RouterSettings _settings;

    /// <summary>Makes a router.</summary>
    /// <param name="options">Null for defaults: the token of the environment, the public router, automatic provider choice.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public InferenceRouter(InferenceProvidersOptions? options = null) => _settings = new RouterSettings(options ?? new());

    /// <summary>The providers that this router knows by name.</summary>
    public ProviderRegistry Providers => _settings.Providers;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
