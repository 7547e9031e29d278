namespace InferenceProviders.Primitives;

/// <summary>
/// A page of huggingface.co that was pasted where a model is wanted: that of the model, of one of its files, of the
/// playground, or the address of the API that Inference Providers replaced. It is no endpoint: nothing is sent there.
/// </summary>
internal static class HubPage
{
    private static readonly string[] Hosts = [
        "huggingface.co", "www.huggingface.co", "hf.co", "api-inference.huggingface.co"];

    /// <summary>First parts of a path that are no organization.</summary>
    private static readonly string[] Sections =
    [
        "spaces", "datasets", "models", "docs", "blog", "papers", "collections", "settings", "organizations", "join",
            "login", "pricing", "chat", "learn", "tasks",
        "inference", "inference-endpoints", "inference-providers", "playground", "api", "new", "posts", "search",
            "terms-of-service", "privacy", "enterprise", "billing",
    ];

    /// <summary>Whether a text is the address of such a page.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="model">
    /// The model that the page is about, with the provider that it names behind a colon; null when it is about none.
    /// </param>
    public static bool TryRead(string text, out string? model)
    {
        model = null;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var isBare = scheme < 0 && text.StartsWith("huggingface.co/", StringComparison.OrdinalIgnoreCase);
        return (isBare || scheme > 0) && TryReadAddress(isBare ? "https://" + text : text, out model);
    }

    private static bool TryReadAddress(string text, out string? model)
    {
        model = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || !uri.IsDefaultPort
                || uri.UserInfo.Length > 0
            || !Hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var id = parts switch
        {
            ["api", "models", var organization, var name, ..] => $"{organization}/{name}",
            ["chat", "models", var organization, var name, ..] => $"{organization}/{name}",
            ["models", var organization, var name, ..] => $"{organization}/{name}",
            ["models", var name] when uri.Host.StartsWith("api-", StringComparison.OrdinalIgnoreCase) => name,
            ["playground", ..] or ["inference", "playground", ..] => Parameter(uri, "modelId"),
            [var section, ..] when Sections.Contains(section, StringComparer.OrdinalIgnoreCase) => null,
            [var organization, var name, ..] => $"{organization}/{name}",
            [var name] => name,
            _ => null,
        };
        var provider = Parameter(uri, "inference_provider")
            ?? (parts is ["playground", ..] or ["inference", ..] ? Parameter(uri, "provider") : null);
        model = id is null || id.Contains(':', StringComparison.Ordinal) || string.IsNullOrEmpty(provider)
            || provider == "auto" ? id : $"{id}:{provider}";
        return true;
    }

    private static string? Parameter(Uri uri, string name)
    {
        foreach (var pair in uri.Query.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair.AsSpan(0, equals).SequenceEqual(name))
            {
                return Uri.UnescapeDataString(pair[(equals + 1)..]);
            }
        }

        return null;
    }
}
