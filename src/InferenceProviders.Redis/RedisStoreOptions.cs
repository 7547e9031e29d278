namespace InferenceProviders.Redis;

/// <summary>
/// How a <see cref="RedisSharedStore"/> uses its server. The store refuses a wrong value with an
/// <see cref="ArgumentException"/> that names the option, when it is created.
/// </summary>
public sealed record RedisStoreOptions
{
    /// <summary>
    /// What every key and channel begins with: routers whose stores have the same server and prefix share. Not empty,
    /// without braces and line breaks. Default: <c>inference</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "inference";

    /// <summary>
    /// How many entries a topic has at most (conversations are the most); those that expire first go first. Greater
    /// than zero. Default: 65,536.
    /// </summary>
    public int MaxEntries { get; set; } = 65_536;
}
