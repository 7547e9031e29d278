using InferenceProviders;
using InferenceProviders.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures a registered router further.</summary>
public sealed class InferenceProvidersBuilder
{
    internal InferenceProvidersBuilder(IServiceCollection services, RouterRegistration registration)
    {
        Services = services;
        Registration = registration;
        Options = services.AddOptions<InferenceProvidersOptions>(registration.Name);
        HttpClient = services.AddHttpClient(registration.HttpClientName);
    }

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The key of the router; empty for the one without a key.</summary>
    public string Name => Registration.Name;

    /// <summary>
    /// More configuration of the options, also with services:
    /// <c>Options.Configure&lt;ISecrets&gt;((options, secrets) => …)</c>.
    /// </summary>
    public OptionsBuilder<InferenceProvidersOptions> Options { get; }

    /// <summary>
    /// The <c>HttpClient</c> that requests are sent with. Its handler follows no redirects, keeps no cookies and does
    /// not decompress; the time limits are those of <see cref="InferenceProvidersOptions.Timeouts"/>. Handlers that an
    /// application adds for all its clients (<c>ConfigureHttpClientDefaults</c>) are left out here, since handlers that
    /// retry or time out would do so a second time; those added here are used.
    /// </summary>
    public IHttpClientBuilder HttpClient { get; }

    internal RouterRegistration Registration { get; }

    /// <summary>
    /// Calls with the token of the user whose request it is. <see cref="InferenceRouter"/> and its clients become
    /// scoped services: the function is asked at each call, with the scope's services. What is registered around them
    /// (<c>AddChatClient(…, ServiceLifetime.Scoped)</c>, whose default is a singleton) must be scoped, too: a singleton
    /// that asks for one of them gets an <see cref="InvalidOperationException"/>, never a user's token. Connections,
    /// health and the catalog are shared by all users; what depends on who calls is not.
    /// </summary>
    /// <param name="token">
    /// The Hugging Face token. Null is an anonymous call: <see cref="InferenceProvidersOptions.Token"/> is never used
    /// in a user's stead. It is called by many requests at the same time.
    /// </param>
    /// <returns>A builder for what else the router needs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    public InferenceProvidersBuilder UseUserTokens(Func<IServiceProvider, CancellationToken, ValueTask<string?>> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Registration.UseUserTokens(Services, token);
        return this;
    }

    /// <inheritdoc cref="UseUserTokens(Func{IServiceProvider, CancellationToken, ValueTask{string?}})"/>
    /// <returns>A builder for what else the router needs.</returns>
    public InferenceProvidersBuilder UseUserTokens(Func<IServiceProvider, string?> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return UseUserTokens((services, _) => new ValueTask<string?>(token(services)));
    }

    /// <summary>
    /// Fetches the list of models when the host starts, and who serves the given models, so that the first call does
    /// not wait for it. The start does not wait either; a failure is logged.
    /// </summary>
    /// <param name="models">Ids of models, <c>org/name</c>.</param>
    /// <returns>A builder for what else the router needs.</returns>
    /// <exception cref="ArgumentException">A text is not a model's id.</exception>
    public InferenceProvidersBuilder WarmUp(params string[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (Array.Find(models, model => ModelReference.Parse(model).Endpoint is not null) is not null)
        {
            throw new ArgumentException(
                "An endpoint's URL is not a model of the Hub: write 'org/name'.", nameof(models));
        }

        string[] copy = [.. models];
        Services.AddSingleton<IHostedService>(
            services => new CatalogWarmUp(services, Registration, copy));
        return this;
    }
}
