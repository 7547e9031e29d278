namespace AspNetCoreChat;

/// <summary>The configuration section <c>Playground</c>.</summary>
internal sealed record PlaygroundOptions
{
    /// <summary>The chat model that a new page begins with.</summary>
    public string Model { get; init; } = "openai/gpt-oss-120b";

    /// <summary>How many requests a client address may make in a minute; a quarter of them at once.</summary>
    public int RequestsPerMinute { get; init; } = 120;
}
