namespace InferenceProviders.Providers.Contracts;

/// <summary>
/// How a provider takes files that it keeps, in OpenAI's form
/// (https://platform.openai.com/docs/api-reference/files).
/// </summary>
internal sealed record FilesDialect
{
    /// <summary>The path of the files below the provider's address.</summary>
    public string Path { get; init; } = "/v1/files";

    /// <summary>Where files are sent to, where that is another path; null for the same.</summary>
    public string? UploadPath { get; init; }

    /// <summary>What files are for when the caller does not say.</summary>
    public string Purpose { get; init; } = "user_data";

    /// <summary>Whether a list can be asked for by purpose and in pages. Else it comes whole.</summary>
    public bool HasPages { get; init; }

    /// <summary>Whether files can be asked for, fetched and deleted, and not only sent.</summary>
    public bool HasAll { get; init; } = true;

    /// <summary>The path of containers, whose files have a scope; null where there are none.</summary>
    public string? ContainersPath { get; init; }

    /// <summary>
    /// The fields of an upload besides <c>purpose</c> and <c>file</c>, from the file's name; null for none.
    /// </summary>
    public Func<string, IEnumerable<KeyValuePair<string, string>>>? UploadFields { get; init; }
}
