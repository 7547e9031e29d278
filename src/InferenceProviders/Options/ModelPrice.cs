namespace InferenceProviders;

/// <summary>
/// What a model costs at a provider: an entry of <see cref="InferenceProvidersOptions.Prices"/>. All prices are in US
/// dollars, from 0 to 1,000,000, and null by default: nothing is charged by that measure. At least one must be set. The
/// router refuses a wrong entry with an <see cref="ArgumentException"/>.
/// </summary>
public sealed record ModelPrice
{
    /// <summary>The model's id on the Hub, or its name at an endpoint. Null: every model of the provider.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// The provider; for an endpoint its host or <c>host:port</c>. Null: every provider that has no entry of its own.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>For a million prompt tokens, or tokens of texts to embed.</summary>
    public decimal? InputPrice { get; set; }

    /// <summary>For a million answer tokens.</summary>
    public decimal? OutputPrice { get; set; }

    /// <summary>For an image that is made.</summary>
    public decimal? ImagePrice { get; set; }

    /// <summary>
    /// For a second of video. How many a call may take is known when it asks for a length
    /// (<see cref="VideoGenerationOptions.Duration"/>).
    /// </summary>
    public decimal? VideoSecondPrice { get; set; }

    /// <summary>For a million characters of text that is spoken.</summary>
    public decimal? CharacterPrice { get; set; }

    /// <summary>
    /// For a minute of audio that is transcribed. The length of a file is known from its header where that says it;
    /// otherwise it is as much as can be in so many bytes, which is far more, until the provider has said the length.
    /// </summary>
    public decimal? AudioMinutePrice { get; set; }

    /// <summary>For a request of any kind, besides what else is set.</summary>
    public decimal? RequestPrice { get; set; }
}
