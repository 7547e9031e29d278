using InferenceProviders.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>One router for the life of the container, which follows its options when these change.</summary>
internal sealed class SharedRouter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly IDisposable? _subscription;
    private InferenceProvidersOptions _options;

    public SharedRouter(IServiceProvider services, RouterRegistration registration)
    {
        Root = services;
        Registration = registration;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("InferenceProviders.Options");
        var monitor = services.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>();
        _options = monitor.Get(registration.Name);
        Router = new InferenceRouter(_options, asksHub: true);
        TokenCheck = new TokenCheck(this);
        _subscription = monitor.OnChange((options, name) =>
        {
            if ((name ?? Microsoft.Extensions.Options.Options.DefaultName) == registration.Name)
            {
                Follow(options);
            }
        });

        // They may have changed while nobody listened.
        Follow(monitor.Get(registration.Name));
    }

    public InferenceRouter Router { get; }

    public RouterRegistration Registration { get; }

    /// <summary>The container's own services, which belong to no scope.</summary>
    public IServiceProvider Root { get; }

    public TokenCheck TokenCheck { get; }

    public static SharedRouter Of(IServiceProvider services, string name) =>
        services.GetRequiredKeyedService<SharedRouter>(name);

    public void Dispose()
    {
        _subscription?.Dispose();
        Router.Dispose();
    }

    private void Follow(InferenceProvidersOptions options)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_options, options))
            {
                Router.Reload(options);
                _options = options;
                Log.OptionsReloaded(_logger, Registration.Name);
            }
        }
    }
}
