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

    /// <summary>The functions for the model's next turn.</summary>
    public IEnumerable<AITool> Offer(ToolCatalog catalog)
    {
        var offered = catalog.Offered;
        if (!ReferenceEquals(catalog, _catalog))
        {
            _catalog = catalog;
            var deferred = offered.Where(IsDeferred).ToList();
            Search = deferred.Count > 0 && (requested is not null || IsTooMuch(offered))
                ? new ToolSearch(catalog.Reserve(ToolSearch.PreferredName), deferred)
                : null;
        }

        return Search is null
            ? offered.Select(static tool => tool.Declaration)
            : offered.Where(tool => !IsDeferred(tool) || _found.Contains(tool.Name))
                .Select(static tool => tool.Declaration).Append(Search.Declaration);
    }

    private bool IsDeferred(BoundTool tool) => requested?.DeferredTools is not { } names || names.Contains(tool.Name);

    private bool IsTooMuch(IReadOnlyList<BoundTool> tools) =>
        tools.Count > settings.MaxOfferedTools
            || tools.Sum(static tool => (long)tool.Size) / CharactersPerToken > settings.MaxOfferedToolTokens;
}
