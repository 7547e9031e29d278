namespace InferenceProviders;

/// <summary>
/// One of your keys for a provider, as <see cref="InferenceProvidersOptions.ProviderKeys"/> has them. A text is one
/// without a name. Immutable.
/// </summary>
public sealed class ProviderKey
{
    /// <summary>Names a key.</summary>
    /// <param name="name">
    /// What reports, logs and metrics call it: 1 to 64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and spaces.
    /// </param>
    /// <param name="secret">The key. It is sent to the provider, and shown nowhere.</param>
    /// <exception cref="ArgumentNullException">The name or the key is null.</exception>
    public ProviderKey(string name, string secret)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(secret);
        Name = name;
        Secret = secret;
    }

    internal ProviderKey(string secret) => Secret = secret;

    /// <summary>
    /// What reports, logs and metrics call it; null for the place in its list (<c>key-1</c>, <c>key-2</c>, …).
    /// </summary>
    public string? Name { get; }

    /// <summary>The key.</summary>
    public string Secret { get; }

    /// <summary>
    /// Its share of the calls, beside the other keys of its provider: one of weight 2 takes twice as many as one of
    /// weight 1. More than 0, at most 1,000,000; the router refuses another value with an
    /// <see cref="ArgumentException"/>. Default: 1.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// How much may be sent with this key, in place of what <see cref="InferenceProvidersOptions.RateLimits"/> says of
    /// the provider. Null: what that says.
    /// </summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>A key without a name.</summary>
    /// <param name="secret">The key.</param>
    public static implicit operator ProviderKey(string secret) => new(secret ?? "");

    /// <summary>A key without a name.</summary>
    /// <param name="secret">The key.</param>
    /// <returns>The key, of weight 1.</returns>
    public static ProviderKey FromString(string secret) => secret;

    /// <summary>The name; never the key.</summary>
    public override string ToString() => Name ?? nameof(ProviderKey);

    /// <summary>The same key under a name, and without what was around it.</summary>
    internal ProviderKey As(string? name, string secret, RateLimit? limit) =>
        name is null ? new(secret) { Weight = Weight, RateLimit = limit }
            : new(name, secret) { Weight = Weight, RateLimit = limit };
}
