using System.Collections.Concurrent;
using InferenceProviders.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Makes options, and when they have become wrong after they were right, logs why and gives the last right ones: a slip
/// in a settings file must not stop an application that runs. What is wrong from the beginning is an error.
/// </summary>
internal sealed class LastValidOptions(
    IEnumerable<IConfigureOptions<InferenceProvidersOptions>> setups,
    IEnumerable<IPostConfigureOptions<InferenceProvidersOptions>> completions,
    IEnumerable<IValidateOptions<InferenceProvidersOptions>> checks,
    ILoggerFactory loggerFactory) : IOptionsFactory<InferenceProvidersOptions>
{
    private readonly OptionsFactory<InferenceProvidersOptions> _factory = new(setups, completions, checks);
    private readonly ConcurrentDictionary<string, InferenceProvidersOptions> _last = new();
    private readonly ILogger _logger = loggerFactory.CreateLogger("InferenceProviders.Options");

    public InferenceProvidersOptions Create(string name)
    {
        try
        {
            return _last[name] = _factory.Create(name);
        }
        catch (OptionsValidationException exception) when (_last.TryGetValue(name, out var last))
        {
            Log.OptionsNotReloaded(_logger, name, exception.Message);
            return last;
        }
    }
}
