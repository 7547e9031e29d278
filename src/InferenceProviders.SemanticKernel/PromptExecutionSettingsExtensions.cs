using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel;

/// <summary>Puts <see cref="RoutingOptions"/> on the settings of one prompt.</summary>
public static class PromptExecutionSettingsExtensions
{
    /// <summary>
    /// A copy of the settings that carries <paramref name="routing"/> for the calls that are made with them: prompts,
    /// agents, and images that a chat model describes. It is not sent to the provider.
    /// </summary>
    /// <param name="settings">
    /// The settings. Not of a derived type: Semantic Kernel turns those into JSON, in which the options would be lost.
    /// </param>
    /// <param name="routing">Which providers may be used, in what order, at what price.</param>
    /// <returns>The copy; the settings themselves are not changed.</returns>
    /// <exception cref="ArgumentException">The settings are of a derived type.</exception>
    public static PromptExecutionSettings WithRouting(this PromptExecutionSettings settings, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(routing);
        if (settings.GetType() != typeof(PromptExecutionSettings))
        {
            throw new ArgumentException(
                $"Semantic Kernel would lose the routing options of {settings.GetType().Name}: use "
                    + $"{nameof(PromptExecutionSettings)}, with the parameters by name in "
                    + $"{nameof(settings.ExtensionData)}.",
                nameof(settings));
        }

        var copy = settings.Clone();
        copy.ExtensionData = new Dictionary<string, object>(settings.ExtensionData ?? new Dictionary<string, object>());
        foreach (var (name, value) in new ChatOptions().WithRouting(routing).AdditionalProperties!)
        {
            copy.ExtensionData[name] = value!;
        }

        return copy;
    }
}
