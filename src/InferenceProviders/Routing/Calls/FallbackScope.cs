namespace InferenceProviders.Routing.Calls;

/// <summary>Which other models may answer in place of the one that a call asks for.</summary>
internal enum FallbackScope
{
    /// <summary>None: another model's answer would mean something else.</summary>
    None,

    /// <summary>The same model elsewhere: vectors of two models cannot be compared.</summary>
    SameModel,

    /// <summary>Any that does the task.</summary>
    AnyModel,
}
