using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Requests;

namespace InferenceProviders.Emulator.Serving;

/// <summary>What the pipeline knows about the request in hand. A feature of the HTTP context.</summary>
internal sealed class EmulatedCall(Emulation emulation, EmulatedAddress address, EmulatorRequest request)
{
    public Emulation Emulation { get; } = emulation;

    public EmulatedAddress Address { get; } = address;

    public EmulatorRequest Request { get; } = request;

    /// <summary>
    /// The provider that is asked, behind the router or at its own host, or a server of one's own; null when none is.
    /// </summary>
    public EmulatedProvider? Provider { get; } =
        address.Role == HostRole.Endpoint
            ? emulation.OwnServer
            : address.Provider is { } name
            ? emulation.FindProvider(name)
            : null;

    /// <summary>The body, when it is a JSON object.</summary>
    public JsonObject? Json => Request.Json as JsonObject;

    /// <summary>The model and the provider's offer of it, when the catalog has them.</summary>
    public Target? Target { get; set; }

    /// <summary>What a test ordered for this request.</summary>
    public EmulatorRule? Rule { get; set; }

    /// <summary>A scripted fault ended the exchange.</summary>
    public bool Broken { get; set; }
}

internal static class EmulatedCallExtensions
{
    public static Emulation Emulation(this HttpContext context) => context.Call().Emulation;

    public static EmulatedCall Call(this HttpContext context) =>
        context.Features.Get<EmulatedCall>()
            ?? throw new InvalidOperationException("The request did not pass the emulator's pipeline.");
}
