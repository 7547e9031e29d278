namespace InferenceProviders.Providers.Contracts;

/// <summary>Where a request for a tool that the provider runs itself stands in a chat completion.</summary>
internal enum ChatToolPlace
{
    /// <summary>An entry of <c>tools</c> with the name for its type; the caller's fields beside it.</summary>
    Entry,

    /// <summary>An entry of <c>tools</c> with the name for its type; fields in an object of that name.</summary>
    NestedEntry,

    /// <summary>An entry of <c>tools</c> with the name for its type; fields in <c>parameters</c>.</summary>
    EntryWithParameters,

    /// <summary>An object of that name at the root, with the fields in it.</summary>
    Field,

    /// <summary>
    /// The name in <c>compound_custom.tools.enabled_tools</c>; fields of a search in <c>search_settings</c>.
    /// </summary>
    Enabled,
}

/// <summary>A tool that a provider runs itself in chat completions, and how it is asked for.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Place">Where the request stands.</param>
/// <param name="Name">Its name there.</param>
internal sealed record ChatTool(HostedTools Tool, ChatToolPlace Place, string Name)
{
    /// <summary>A part of the ids of the models that have it; null when all do.</summary>
    public string? Models { get; init; }

    /// <summary>Fields as JSON that the provider needs and the caller may replace; null for none.</summary>
    public string? Fields { get; init; }

    /// <summary>Whether it is asked for in the list of tools.</summary>
    public bool IsEntry => Place is ChatToolPlace.Entry or ChatToolPlace.NestedEntry
        or ChatToolPlace.EntryWithParameters;

    public bool IsOf(string model) => Models is null || model.Contains(Models, StringComparison.OrdinalIgnoreCase);
}
