namespace InferenceProviders.Catalog;

/// <summary>
/// How much of what providers charge for is in a request, at most, or in its answer. Null: it is not in such a request;
/// not a number: how much is not known.
/// </summary>
internal sealed record RequestAmounts
{
    /// <summary>A request that nothing but itself is counted of.</summary>
    public static RequestAmounts None { get; } = new();

    public double? Images { get; init; }

    public double? VideoSeconds { get; init; }

    public double? Characters { get; init; }

    public double? AudioSeconds { get; init; }

    /// <summary>The bytes of texts, which have at most as many tokens.</summary>
    public double? TextBytes { get; init; }

    /// <summary>These amounts, where an answer has not said others.</summary>
    public RequestAmounts With(RequestAmounts? delivered) => delivered is null ? this : new()
    {
        Images = delivered.Images ?? Images,
        VideoSeconds = delivered.VideoSeconds ?? VideoSeconds,
        Characters = delivered.Characters ?? Characters,
        AudioSeconds = delivered.AudioSeconds ?? AudioSeconds,
        TextBytes = delivered.TextBytes ?? TextBytes,
    };
}
