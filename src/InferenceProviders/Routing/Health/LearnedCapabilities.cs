using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What a provider refused for a model, and is therefore not asked for again: for six hours, the time after which the
/// Hub tests a mapping anew.
/// </summary>
internal sealed class LearnedCapabilities(TimeProvider clock)
{
    /// <summary>How long a refusal holds.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(6);

    private long _until;
    private long _tooLong = long.MaxValue;
    private Capability _lacking;

    /// <summary>The abilities that it lacks.</summary>
    public Capability At(long now) => now < Volatile.Read(ref _until) ? _lacking : Capability.None;

    /// <summary>The smallest prompt, in bytes, that was too long for it.</summary>
    public long TooLongAt(long now) => now < Volatile.Read(ref _until) ? Volatile.Read(ref _tooLong) : long.MaxValue;

    /// <summary>Whether anything that it knows still holds.</summary>
    public bool IsPast(long now) => now >= Volatile.Read(ref _until);

    /// <summary>
    /// What a failure refuses, if it is a refusal and says of what. Only what the request needed can have been refused.
    /// </summary>
    public static bool TryRead(
        InferenceException failure, string providerModel, in RequestNeeds needs, out Capability lacking,
        out long tooLong)
    {
        (lacking, tooLong) = (Capability.None, long.MaxValue);
        if (failure is { Kind: InferenceErrorKind.NotSupported, ProviderWords: { } words })
        {
            // Names of models have such words in them too ("Vision", "Audio").
            lacking = Named(
                words.Replace(failure.Model ?? providerModel, "", StringComparison.OrdinalIgnoreCase)
                    .Replace(providerModel, "", StringComparison.OrdinalIgnoreCase), needs);
        }
        else if (failure.Kind == InferenceErrorKind.ContextLengthExceeded && needs.PromptBytes > 0)
        {
            tooLong = needs.PromptBytes;
        }

        return lacking != Capability.None || tooLong != long.MaxValue;
    }

    /// <summary>Remembers a refusal beside what is known already.</summary>
    public void Add(Capability lacking, long tooLong)
    {
        lock (this)
        {
            var now = clock.GetTimestamp();
            if (now >= _until)
            {
                (_lacking, _tooLong) = (Capability.None, long.MaxValue);
            }

            _lacking |= lacking;
            Volatile.Write(ref _tooLong, Math.Min(_tooLong, tooLong));
            Volatile.Write(ref _until, now + Ticks.Of(Memory, clock));
        }
    }

    private static Capability Named(string message, in RequestNeeds needs)
    {
        var lacking = Capability.None;
        if (needs.Tools && Has(message, "tool", "function"))
        {
            lacking |= Capability.Tools;
        }

        if (needs.JsonSchema && Has(message, "response_format", "json_schema", "structured", "schema"))
        {
            lacking |= Capability.JsonSchema;
        }

        if (needs.Images && Has(message, "image", "vision", "multimodal", "multi-modal"))
        {
            lacking |= Capability.Images;
        }

        if (needs.Audio && Has(message, "audio", "multimodal", "multi-modal"))
        {
            lacking |= Capability.Audio;
        }

        return lacking;
    }

    private static bool Has(string message, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
