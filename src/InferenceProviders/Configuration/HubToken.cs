namespace InferenceProviders.Configuration;

/// <summary>
/// Finds the Hugging Face token where the official clients keep it: <c>HF_TOKEN</c>, the file of <c>HF_TOKEN_PATH</c>, <c>$HF_HOME/token</c>,
/// <c>$XDG_CACHE_HOME/huggingface/token</c>, <c>~/.cache/huggingface/token</c> (huggingface_hub, "Environment variables").
/// </summary>
internal static class HubToken
{
    public static string? FromEnvironment(Func<string, string?> variable)
    {
        if (Clean(variable("HF_TOKEN")) is { } token)
        {
            return token;
        }

        var path = TokenPath(variable);
        return path is not null && File.Exists(path) ? Clean(File.ReadAllText(path)) : null;
    }

    private static string? TokenPath(Func<string, string?> variable)
    {
        if (Clean(variable("HF_TOKEN_PATH")) is { } tokenPath)
        {
            return tokenPath;
        }

        if (Clean(variable("HF_HOME")) is { } home)
        {
            return Path.Combine(home, "token");
        }

        if (Clean(variable("XDG_CACHE_HOME")) is { } cache)
        {
            return Path.Combine(cache, "huggingface", "token");
        }

        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return user.Length == 0 ? null : Path.Combine(user, ".cache", "huggingface", "token");
    }

    private static string? Clean(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
