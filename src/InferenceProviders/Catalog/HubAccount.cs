namespace InferenceProviders;

/// <summary>The owner of a token, and what the token may do (<c>GET /api/whoami-v2</c>).</summary>
public sealed record HubAccount
{
    /// <summary>The user's or organization's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people, when there is one.</summary>
    public string? FullName { get; init; }

    /// <summary><c>user</c>, <c>org</c> or <c>app</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the account has a PRO subscription.</summary>
    public bool? IsPro { get; init; }

    /// <summary>
    /// The organizations that the user belongs to; their names can be a <see cref="InferenceProvidersOptions.BillTo"/>.
    /// </summary>
    public IReadOnlyList<HubOrganization> Organizations { get; init; } = [];

    /// <summary>The kind of token: <c>fineGrained</c>, <c>read</c> or <c>write</c>.</summary>
    public string? TokenRole { get; init; }

    /// <summary>
    /// Whether a fine-grained token has the permission "Make calls to Inference Providers"
    /// (<c>inference.serverless.write</c>) for the user or an organization. Null for other kinds of token.
    /// </summary>
    public bool? MayCallProviders { get; init; }
}

/// <summary>An organization of a <see cref="HubAccount"/>.</summary>
public sealed record HubOrganization
{
    /// <summary>The name on the Hub.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people, when there is one.</summary>
    public string? FullName { get; init; }
}
