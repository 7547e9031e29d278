using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.SemanticKernel.Registration;

/// <summary>
/// Where no router is registered, the services share one with the defaults of the environment. It is made when it is
/// needed, and closed with the provider.
/// </summary>
internal sealed class OwnRouter(IServiceProvider services) : IDisposable
{
    private readonly Lock _lock = new();
    private InferenceRouter? _router;
    private bool _disposed;

    public InferenceRouter Router
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _router ??= new InferenceRouter(new InferenceProvidersOptions
                {
                    LoggerFactory = services.GetService<ILoggerFactory>(),
                });
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _router?.Dispose();
        }
    }
}
