using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// Which tools the model is offered: all, or, where they are too many or the caller asks for it with
/// <see cref="HostedToolSearchTool"/>, a search and what it has found so far. What the conversation has found or called
/// before stays on offer.
/// </summary>
internal sealed class ToolOffer(McpToolsOptions settings, HostedToolSearchTool? requested)
{
    /// <summary>Where the names of tools that a search found are, in the properties of its result.</summary>
    public const string FoundKey = "inference_providers.tools";

    // What a token of JSON has in characters, about: this is a limit, not a bill.
    private const int CharactersPerToken = 4;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private ToolCatalog? _catalog;

    /// <summary>The search; null when all tools are offered.</summary>
    public ToolSearch? Search { get; private set; }

    /// <summary>Takes in what earlier turns found and called.</summary>
    public void Remember(IEnumerable<ChatMessage> history)
    {
        foreach (var content in history.SelectMany(static message => message.Contents))
        {
            if (content is McpServerToolCallContent call)
            {
                _found.Add(call.Name);
            }
            else if (content is McpServerToolResultContent { AdditionalProperties: { } properties }
                && properties.TryGetValue(FoundKey, out var names))
            {
                Remember(names switch
                {
                    IEnumerable<string> list => list,
                    JsonElement { ValueKind: JsonValueKind.Array } json =>
                        json.EnumerateArray().Select(static name => name.ToString()),
                    _ => [],
                });
            }
        }
    }

    public void Remember(IEnumerable<string> names) => _found.UnionWith(names);

    /// <summary>Adds the functions for the model's next turn.</summary>
    public void Offer(ToolCatalog catalog, List<AITool> tools)
    {
        var offered = catalog.Offered;
        if (!ReferenceEquals(catalog, _catalog))
        {
            _catalog = catalog;
            Search = (requested is not null || IsTooMuch(offered)) && offered.Where(IsDeferred).ToList() is
                { Count: > 0 } deferred
                ? new ToolSearch(catalog.Reserve(ToolSearch.PreferredName), deferred)
                : null;
        }

        foreach (var tool in offered)
        {
            if (Search is null || !IsDeferred(tool) || _found.Contains(tool.Name))
            {
                tools.Add(tool.Declaration);
            }
        }

        if (Search is not null)
        {
            tools.Add(Search.Declaration);
        }
    }

    private bool IsDeferred(BoundTool tool) => requested?.DeferredTools is not { } names || names.Contains(tool.Name);

    private bool IsTooMuch(List<BoundTool> tools)
    {
        var characters = 0L;
        foreach (var tool in tools)
        {
            characters += tool.Size;
        }

        return tools.Count > settings.MaxOfferedTools
            || characters / CharactersPerToken > settings.MaxOfferedToolTokens;
    }
}
