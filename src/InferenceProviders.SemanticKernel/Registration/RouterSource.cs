using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.SemanticKernel.Registration;

/// <summary>
/// The router of a service provider: the one that is registered, wherever in the order of registrations, or one with the defaults of the environment that
/// all services of this package share. A singleton, so that the one of its own is closed with the provider.
/// </summary>
internal sealed class RouterSource(IServiceProvider services) : IDisposable
{
    private readonly Lock _lock = new();
    private InferenceRouter? _own;
    private bool _disposed;

    public InferenceRouter Router => services.GetService<InferenceRouter>() ?? Own();

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _own?.Dispose();
        }
    }

    private InferenceRouter Own()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _own ??= new InferenceRouter(new InferenceProvidersOptions { LoggerFactory = services.GetService<ILoggerFactory>() });
        }
    }
}
