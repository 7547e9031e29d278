using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Puts <see cref="RoutingOptions"/> on the options of one call. The options that are this library's own have a
/// property for them.
/// </summary>
public static class RoutingOptionsExtensions
{
    private const string Key = OwnProperties.Prefix + "routing";

    /// <summary>
    /// A copy of the options that carries <paramref name="routing"/> for the call; it is not sent to the provider.
    /// </summary>
    /// <returns>A copy with the routing options; the options that were given stay as they are.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="options"/> or <paramref name="routing"/> is null.
    /// </exception>
    public static ChatOptions WithRouting(this ChatOptions options, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routing);
        var copy = options.Clone();
        (copy.AdditionalProperties ??= [])[Key] = routing;
        return copy;
    }

    /// <inheritdoc cref="WithRouting(ChatOptions, RoutingOptions)"/>
    public static ImageGenerationOptions WithRouting(this ImageGenerationOptions options, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routing);
        var copy = options.Clone();
        (copy.AdditionalProperties ??= [])[Key] = routing;
        return copy;
    }

    /// <inheritdoc cref="WithRouting(ChatOptions, RoutingOptions)"/>
    public static EmbeddingGenerationOptions WithRouting(
        this EmbeddingGenerationOptions options, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routing);
        var copy = options.Clone();
        (copy.AdditionalProperties ??= [])[Key] = routing;
        return copy;
    }

    /// <inheritdoc cref="WithRouting(ChatOptions, RoutingOptions)"/>
    public static SpeechToTextOptions WithRouting(this SpeechToTextOptions options, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routing);
        var copy = options.Clone();
        (copy.AdditionalProperties ??= [])[Key] = routing;
        return copy;
    }

    /// <inheritdoc cref="WithRouting(ChatOptions, RoutingOptions)"/>
    public static TextToSpeechOptions WithRouting(this TextToSpeechOptions options, RoutingOptions routing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routing);
        var copy = options.Clone();
        (copy.AdditionalProperties ??= [])[Key] = routing;
        return copy;
    }

    /// <summary>The routing options that a call carries, or null.</summary>
    /// <returns>The routing options, or null when the call carries none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public static RoutingOptions? GetRouting(this ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Find(options.AdditionalProperties);
    }

    internal static RoutingOptions? Find(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(Key, out var value)
            ? value as RoutingOptions ?? StoredValue.Read(value, OwnJson.Default.RoutingOptions)
            : null;
}
