namespace InferenceProviders.Emulator.Requests;

/// <summary>What a host of the real world is.</summary>
internal enum HostRole
{
    /// <summary>huggingface.co</summary>
    Hub,

    /// <summary>router.huggingface.co/v1: the server-side router.</summary>
    Router,

    /// <summary>A provider, through router.huggingface.co/{provider}.</summary>
    Routed,

    /// <summary>A provider at its own host.</summary>
    Direct,

    /// <summary>Where a provider keeps the files that it made.</summary>
    Files,

    /// <summary>Anything else: a model server of one's own.</summary>
    Endpoint,
}

/// <summary>Where a request would have gone, and the emulator's own route for it.</summary>
/// <param name="Role">What is there.</param>
/// <param name="Host">The host.</param>
/// <param name="Path">The path on that host, without the query.</param>
/// <param name="Provider">The provider, on its own host or behind the router.</param>
/// <param name="Route">The path that the emulator's endpoints are mapped under.</param>
internal sealed record EmulatedAddress(HostRole Role, string Host, string Path, string? Provider, string Route);
