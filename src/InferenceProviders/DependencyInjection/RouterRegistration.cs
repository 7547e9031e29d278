using System.Diagnostics.CodeAnalysis;
using InferenceProviders.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>What was said about one router while services were registered.</summary>
internal sealed class RouterRegistration(string name)
{
    private readonly List<ServiceDescriptor> _clients = [];
    private ServiceLifetime _lifetime = ServiceLifetime.Singleton;

    public string Name { get; } = name;

    public string HttpClientName { get; } = name.Length == 0 ? "InferenceProviders" : $"InferenceProviders:{name}";

    /// <summary>The path of the configuration section; null when the options come from code.</summary>
    public string? ConfigurationPath { get; set; }

    /// <summary>The token of the user whose scope it is; null when the router has one of its own.</summary>
    public Func<IServiceProvider, CancellationToken, ValueTask<string?>>? UserToken { get; private set; }

    private bool IsAdded { get; set; }

    /// <summary>The registration of that name, which is made when there is none.</summary>
    public static RouterRegistration Of(IServiceCollection services, string? name)
    {
        name ??= Microsoft.Extensions.Options.Options.DefaultName;
        var known = services.FirstOrDefault(
            service =>
            service.IsKeyedService && service.ServiceType == typeof(RouterRegistration)
            && name.Equals(service.ServiceKey));
        if (known?.KeyedImplementationInstance is RouterRegistration registration)
        {
            return registration;
        }

        registration = new RouterRegistration(name);
        services.AddKeyedSingleton(name, registration);
        return registration;
    }

    /// <summary>Registers the router, once.</summary>
    public void AddRouter(IServiceCollection services)
    {
        if (IsAdded)
        {
            return;
        }

        IsAdded = true;
        AddOptions(services);
        services.TryAddSingleton<OwnHandlers>();
        AddHttpClient(services);
        services.AddKeyedSingleton(Name, (provider, _) => new SharedRouter(provider, this));
        services.AddSingleton<IHostedService>(provider => new ProviderNameCheck(provider, this));
        Add(services, Name.Length == 0 ? null : Name, RouterOf);
    }

    /// <summary>Registers something that is made by the router, with the router's lifetime.</summary>
    public void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        IServiceCollection services, object? key, Func<IServiceProvider, T> make)
        where T : class
    {
        var descriptor = key is null
            ? ServiceDescriptor.Describe(typeof(T), make, _lifetime)
            : ServiceDescriptor.DescribeKeyed(typeof(T), key, (provider, _) => make(provider), _lifetime);
        services.Add(descriptor);
        _clients.Add(descriptor);
    }

    /// <summary>What is registered already becomes scoped too: the order of the calls does not matter.</summary>
    public void UseUserTokens(
        IServiceCollection services, Func<IServiceProvider, CancellationToken, ValueTask<string?>> token)
    {
        UserToken = token;
        _lifetime = ServiceLifetime.Scoped;
        for (var i = 0; i < _clients.Count; i++)
        {
            var (old, at) = (_clients[i], services.IndexOf(_clients[i]));
            _clients[i] = old.IsKeyedService
                ? ServiceDescriptor.DescribeKeyed(
                    old.ServiceType, old.ServiceKey, old.KeyedImplementationFactory!, _lifetime)
                : ServiceDescriptor.Describe(old.ServiceType, old.ImplementationFactory!, _lifetime);
            if (at >= 0)
            {
                services[at] = _clients[i];
            }
        }
    }

    /// <summary>The router that is registered under the name, by whomever.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it needs a scope.</exception>
    public InferenceRouter Resolve(IServiceProvider services) =>
        (Name.Length == 0 ? services.GetService<InferenceRouter>() : services.GetKeyedService<InferenceRouter>(Name))
        ?? throw new InvalidOperationException(
            $"There is no router named '{Name}': register it with AddInferenceProviders(…, name: \"{Name}\").");

    /// <summary>Creates the router for a scope, or gives the one for all.</summary>
    private InferenceRouter RouterOf(IServiceProvider services)
    {
        var shared = SharedRouter.Of(services, Name);
        if (UserToken is not { } token)
        {
            return shared.Router;
        }

        // A container that does not check scopes would give one user's services to all.
        return !ReferenceEquals(services, shared.Root)
            ? new InferenceRouter(shared.Router, cancellationToken => token(services, cancellationToken))
            : throw new InvalidOperationException(
                "With UseUserTokens, InferenceRouter and its clients belong to one user: resolve them from the "
                    + "request's services or from a scope, not from the root or into a singleton. " +
                "A client that is built upon one is registered as scoped, too: AddChatClient(…, "
                    + "ServiceLifetime.Scoped).");
    }

    private void AddOptions(IServiceCollection services)
    {
        services.TryAddSingleton<IOptionsFactory<InferenceProvidersOptions>, LastValidOptions>();
        services.AddSingleton<IValidateOptions<InferenceProvidersOptions>>(new OptionsCheck(this));
        services.AddOptions<InferenceProvidersOptions>(Name).PostConfigure<IServiceProvider>(Complete)
            .ValidateOnStart();
    }

    private void AddHttpClient(IServiceCollection services) =>
        services.AddHttpClient(HttpClientName)
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider =>
                provider.GetRequiredService<OwnHandlers>().Keep(
                    SecureHandler.Create(
                        provider.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>()
                        .Get(Name).Timeouts.Connect)))
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) => handlers.Clear())

            // The handler itself recycles connections; a new one would begin without any.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    /// <summary>What the container has is used where the options name nothing else.</summary>
    private void Complete(InferenceProvidersOptions options, IServiceProvider services)
    {
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        if (options.TimeProvider == TimeProvider.System && services.GetService<TimeProvider>() is { } clock)
        {
            options.TimeProvider = clock;
        }

        if (options is { HttpClient: null, HttpMessageHandler: null, HttpClientFactory: null })
        {
            var factory = services.GetRequiredService<IHttpClientFactory>();
            options.HttpClientFactory = () => factory.CreateClient(HttpClientName);
        }
    }
}
