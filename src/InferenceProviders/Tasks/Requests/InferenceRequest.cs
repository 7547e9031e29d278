using System.Collections.Frozen;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>
/// A custom request: to a route of a provider's that this library has no method for, a route of the Hugging Face
/// router, or an endpoint. It is sent with the same authorization, limits and errors as every other call.
/// </summary>
public sealed class InferenceRequest
{
    // What belongs to the connection, to the body, or to the router's own settings.
    private static readonly FrozenSet<string> OwnedHeaders = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "authorization", "proxy-authorization", "cookie", "host", "connection",
            "transfer-encoding", "content-length", "content-type", "x-hf-bill-to");

    /// <summary>What the methods that take a request call it.</summary>
    private const string Argument = "request";

    /// <summary>The method. Default: POST.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The provider whose route it is; null for the Hugging Face router itself, or for an endpoint.</summary>
    public string? Provider { get; init; }

    /// <summary>
    /// The URL of an endpoint, which is called as it is; or a model, for <c>{model}</c> in <see cref="Path"/>: by the
    /// provider's own id, or, with <see cref="Task"/>, by the Hub's, which is then looked up.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>The task that the Hub's mapping is asked about. Null: the model's id is the provider's own.</summary>
    public InferenceTask? Task { get; init; }

    /// <summary>
    /// Below the provider's address or the router's, with a query where it needs one: <c>/v1/rerank</c>. <c>{model}</c>
    /// stands for the model's id there. Empty for an endpoint.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>A JSON body. Null for no JSON.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>A file as the body. A URL is fetched first. Null for none.</summary>
    public InferenceMedia? Content { get; init; }

    /// <summary>
    /// Headers besides those that every request has. <c>Authorization</c> and its like cannot be set. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// Who pays for the request, what it may cost and how its data must be treated
    /// (<see cref="RoutingOptions.BillTo"/>, <see cref="RoutingOptions.SpendLimit"/>,
    /// <see cref="RoutingOptions.Require"/>), in place of the router's own. It is sent once, whatever the rest says.
    /// </summary>
    public RoutingOptions? Routing { get; init; }

    /// <summary>Checks the request; gives whom and what it names.</summary>
    internal (ModelReference? Model, string? Provider) Check()
    {
        if (Json is not null && Content is not null)
        {
            throw new ArgumentException("A request has one body: set Json or Content, not both.", nameof(Json));
        }

        if (Path.Length > 0
            && (Path[0] != '/' || Path.Contains("//", StringComparison.Ordinal)
            || Path.Contains("/..", StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"'{Validate.Printable(Path)}' is not a path below a base address: write '/v1/rerank', for example.",
                nameof(Path));
        }

        foreach (var (name, value) in Headers)
        {
            if (name.Length == 0 || OwnedHeaders.Contains(name) || name.AsSpan().ContainsAny(" :\r\n\t")
                || value.AsSpan().ContainsAny("\r\n"))
            {
                throw new ArgumentException(
                    $"The header '{Validate.Printable(name)}' cannot be set: it belongs to the connection or the "
                    + $"account, or is malformed.",
                    nameof(Headers));
            }
        }

        var provider = Provider is null ? null : Validate.ProviderName(Provider, Argument);
        var model = Model is null ? null : ModelReference.Parse(Model);
        if (model?.Endpoint is not null && (provider is not null || Path.Length > 0))
        {
            throw new ArgumentException("An endpoint URL is its own route: leave Provider and Path out.", Argument);
        }

        return model?.Endpoint is null && Path.Length == 0
            ? throw new ArgumentException(
                "Path is empty: name the route of the provider or the router.", Argument)
            : (model, provider);
    }
}
