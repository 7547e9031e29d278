using System.Text.Json.Serialization;

namespace AspNetCoreChat.Backends;

/// <summary>How a provider of the emulator is broken.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProviderFault>))]
internal enum ProviderFault
{
    /// <summary>It answers 503.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,

    /// <summary>It answers 429 and asks to wait.</summary>
    [JsonStringEnumMemberName("rate-limited")]
    RateLimited,

    /// <summary>It hangs up.</summary>
    [JsonStringEnumMemberName("refuses")]
    Refuses,

    /// <summary>It thinks for three seconds first.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>It breaks off in the middle of the answer.</summary>
    [JsonStringEnumMemberName("breaks-off")]
    BreaksOff,
}
