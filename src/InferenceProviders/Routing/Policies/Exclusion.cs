namespace InferenceProviders.Routing.Policies;

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
    RegionUnknown,
    OtherRegion,
    RetentionUnknown,
    RetainsData,
    TrainingUnknown,
    TrainsOnData,
    QuantizationUnknown,
    OtherQuantization,
    IgnoresParameter,
}
