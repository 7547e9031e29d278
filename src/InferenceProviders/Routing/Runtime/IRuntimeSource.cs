namespace InferenceProviders.Routing.Runtime;

/// <summary>
/// Gives what a call that begins now works with. Settings can be reloaded and tokens changed: adapters ask at every
/// call, and keep nothing.
/// </summary>
internal interface IRuntimeSource
{
    RouterRuntime Current { get; }
}
