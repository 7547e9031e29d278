using System.Net;

namespace InferenceProviders.Emulator;

/// <summary>
/// How an <see cref="EmulatorHost"/> runs. <see cref="EmulatorHost.StartAsync"/> throws an
/// <see cref="ArgumentOutOfRangeException"/> for a number outside its range.
/// </summary>
public sealed class EmulatorOptions
{
    /// <summary>The port, 0 to 65535; 0 takes a free one. Default: 0.</summary>
    public int Port { get; set; }

    /// <summary>
    /// The address that it listens on. Default: <see cref="IPAddress.Loopback"/>, which this machine alone reaches.
    /// <see cref="IPAddress.Any"/> and <see cref="IPAddress.IPv6Any"/> are for containers; whoever reaches them can use
    /// the emulator.
    /// </summary>
    public IPAddress ListenAddress { get; set; } = IPAddress.Loopback;

    /// <summary>
    /// The pause before each streamed token, so that a demonstration looks alive; not negative. Default: zero, for
    /// none.
    /// </summary>
    public TimeSpan TokenInterval { get; set; }

    /// <summary>
    /// How many requests <see cref="EmulatorHost.Requests"/> keeps, greater than zero; the oldest go first. Default:
    /// 10000.
    /// </summary>
    public int RequestHistory { get; set; } = 10_000;

    /// <summary>
    /// More Hugging Face tokens that are accepted, with the permission to make inference calls: those of an
    /// application's users.
    /// </summary>
    public IList<string> UserTokens { get; set; } = [];

    /// <summary>
    /// The account's order of providers, for the model suffix <c>:preferred</c>. Providers that are not listed come
    /// last.
    /// </summary>
    public IList<string> PreferredProviders { get; set; } = ["together", "groq", "novita"];

    /// <summary>
    /// Whether the Hub and the router still know the providers that were dropped on 2026-07-01 (clarifai, hyperbolic,
    /// nebius, nvidia, sambanova; black-forest-labs has no chat). Otherwise these answer at their own hosts only.
    /// Default: no, as today.
    /// </summary>
    public bool KeepDroppedProviders { get; set; }

    /// <summary>The defects of the real server of <c>/v1/responses</c> that are played. Default: none.</summary>
    public ResponsesDefects ResponsesDefects { get; set; }

    /// <summary>
    /// How many times a queued job (an image, a video) is still unfinished when it is asked about; zero or more.
    /// Default: 2.
    /// </summary>
    public int JobPolls { get; set; } = 2;

    /// <summary>The clock: time stamps, delays, token intervals. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
