namespace InferenceProviders.Routing;

/// <summary>Why a candidate is not asked.</summary>
internal enum Exclusion
{
    None,
    NotAllowed,
    Denied,
    OtherAccount,
    TooExpensive,
    PriceUnknown,
    NoTools,
    NoJsonSchema,
    NoImages,
    NoAudio,
    ContextTooShort,
}
