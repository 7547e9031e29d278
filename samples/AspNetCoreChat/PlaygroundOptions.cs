namespace AspNetCoreChat;

/// <summary>The configuration section <c>Playground</c>.</summary>
internal sealed record PlaygroundOptions
{
    /// <summary>The chat model that a new page begins with.</summary>
    public string Model { get; init; } = "openai/gpt-oss-120b";

    /// <summary>How many requests a client address may make in a minute; a quarter of them at once.</summary>
    public int RequestsPerMinute { get; init; } = 120;

    /// <summary>
    /// Whether the newest requests to providers and their responses are kept in memory, without secrets but with
    /// prompts and answers, for the page to show. Null: with the emulator, and in the environment <c>Development</c>.
    /// </summary>
    public bool? KeepsWire { get; init; }
}
