namespace InferenceProviders.Providers;

/// <summary>NVIDIA: chat. The Hub stopped routing to it on 2026-07-01; direct keys still work.</summary>
internal static class Nvidia
{
    public static Provider Create() => new("nvidia", "https://integrate.api.nvidia.com")
    {
        HasLeftHub = true,
        Chat = ChatDialect.OpenAI,
    };
}
