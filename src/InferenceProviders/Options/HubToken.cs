namespace InferenceProviders.Options;

/// <summary>
/// Finds the Hugging Face token where the official clients keep it: <c>HF_TOKEN</c>, the file of <c>HF_TOKEN_PATH</c>,
/// <c>$HF_HOME/token</c>, <c>$XDG_CACHE_HOME/huggingface/token</c>, <c>~/.cache/huggingface/token</c> (huggingface_hub,
/// "Environment variables").
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
        // On Unix the home directory is a variable too; asking for it as one keeps all of the environment in one place.
        var user = (OperatingSystem.IsWindows() ? null : Clean(variable("HOME")))
            ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (Clean(variable("HF_TOKEN_PATH")) is { } tokenPath)
        {
            return Expand(tokenPath, user);
        }

        if (Clean(variable("HF_HOME")) is { } home)
        {
            return Path.Combine(Expand(home, user), "token");
        }

        if (Clean(variable("XDG_CACHE_HOME")) is { } cache)
        {
            return Path.Combine(Expand(cache, user), "huggingface", "token");
        }

        return user.Length == 0 ? null : Path.Combine(user, ".cache", "huggingface", "token");
    }

    /// <summary>The official clients expand a leading tilde; a shell does not where the value is quoted.</summary>
    private static string Expand(string path, string user) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? user + path[1..] : path;

    private static string? Clean(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
