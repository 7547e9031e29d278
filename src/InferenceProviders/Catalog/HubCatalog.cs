using System.Text.Json;
using InferenceProviders.Catalog;

namespace InferenceProviders;

/// <summary>What the Hub and the router know about models: who serves them, at what price, with which capabilities. Thread-safe.</summary>
public sealed class HubCatalog
{
    private readonly Func<RouterCore> _core;

    internal HubCatalog(Func<RouterCore> core) => _core = core;

    /// <summary>The last list of chat models that was fetched, however old; null before the first. Nothing is sent.</summary>
    public ModelCatalog? LastModels => _core().Hub.Models.Last;

    /// <summary>
    /// The router's chat models with their providers' offers (<c>GET /v1/models</c>, public: no token is sent). The list is kept for
    /// <see cref="InferenceProvidersOptions.CatalogLifetime"/>; when a new one cannot be had, the old one is returned
    /// (see <see cref="ModelCatalog.RetrievedAt"/>).
    /// </summary>
    /// <exception cref="InferenceException">There is no list yet and it cannot be had.</exception>
    public ValueTask<ModelCatalog> GetModelsAsync(CancellationToken cancellationToken = default) => _core().Hub.Models.GetAsync(cancellationToken);

    /// <summary>
    /// Searches the Hub for models that providers serve, for any task (<c>GET /api/models?inference_provider=…</c>, "Hub API", List models).
    /// Nothing is kept.
    /// </summary>
    /// <param name="provider">The provider that serves them; null for any.</param>
    /// <param name="task">The task that they are for; null for any. <c>conversational</c> finds models that chat about text and about images.</param>
    /// <param name="search">A part of the id; null for any.</param>
    /// <param name="limit">How many at most, 1 to 1000. Default: 100.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ArgumentException">The provider is not a name, or the limit out of range.</exception>
    /// <exception cref="InferenceException">The Hub did not answer with a list.</exception>
    public Task<IReadOnlyList<HubModel>> ListModelsAsync(
        string? provider = null, InferenceTask? task = null, string? search = null, int limit = 100, CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<HubModel>>("/api/models", HubSearch.Query(provider, task, search, limit), model: null, HubSearch.Read, cancellationToken);

    /// <summary>
    /// Whether any provider serves a model: <c>warm</c>, or null when none does (<c>GET /api/models/{id}?expand[]=inference</c>, "Hub API",
    /// Get model status).
    /// </summary>
    /// <param name="model">The model's id, <c>org/name</c>.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="ArgumentException">The text is not a model's id.</exception>
    /// <exception cref="InferenceException">The model does not exist (<see cref="InferenceErrorKind.ModelNotFound"/>), or the Hub did not answer.</exception>
    public Task<string?> GetModelStatusAsync(string model, CancellationToken cancellationToken = default) =>
        AskAsync("/api/models/{model}", "?expand[]=inference", ModelId(model), static root => root.Text("inference"), cancellationToken);

    /// <summary>
    /// Who serves a model, for which task and under which id, in the Hub's order (<c>GET /api/models/{id}?expand[]=inferenceProviderMapping</c>,
    /// "Hub API", Get model providers). Kept for <see cref="InferenceProvidersOptions.MappingLifetime"/>.
    /// </summary>
    /// <param name="model">The model's id, <c>org/name</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The text is not a model's id.</exception>
    /// <exception cref="InferenceException">The model does not exist (<see cref="InferenceErrorKind.ModelNotFound"/>), or the Hub did not answer.</exception>
    public async Task<IReadOnlyList<ProviderMapping>> GetProvidersAsync(string model, CancellationToken cancellationToken = default)
    {
        var id = ModelId(model);
        var core = _core();
        var token = await core.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        return (await core.Hub.Mappings.GetAsync(id, token, cancellationToken).ConfigureAwait(false)).Entries;
    }

    /// <summary>Whose token this router uses (<c>GET /api/whoami-v2</c>). The way to find out whether a token is valid.</summary>
    /// <exception cref="InferenceException">There is no token, or it is not valid (<see cref="InferenceErrorKind.Authentication"/>), or the Hub did not answer.</exception>
    public async Task<HubAccount> WhoAmIAsync(CancellationToken cancellationToken = default)
    {
        const string Path = "/api/whoami-v2";
        var core = _core();
        var token = await core.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InferenceException(InferenceErrorKind.Authentication, "There is no token. Set HF_TOKEN, run `hf auth login`, or set InferenceProvidersOptions.Token.");
        var root = await core.Questions.GetAsync(core.Settings.HubEndpoint, Path, query: "", model: null, token, cancellationToken).ConfigureAwait(false);
        return HubClient.Read(Path, root, HubAccountReader.Read);
    }

    /// <summary>For decisions that must not wait: the last list at once, refreshed behind the caller's back when it is due. Null before the first.</summary>
    internal ModelCatalog? PeekModels() => _core().Hub.Models.Peek();

    private async Task<T> AskAsync<T>(string path, string query, string? model, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var core = _core();
        var token = await core.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        return HubClient.Read(path, await core.Questions.GetAsync(core.Settings.HubEndpoint, path, query, model, token, cancellationToken).ConfigureAwait(false), read);
    }

    private static string ModelId(string model)
    {
        var reference = ModelReference.Parse(model);
        return reference.Endpoint is null ? reference.Id : throw new ArgumentException("An endpoint's URL is not a model of the Hub: write 'org/name'.", nameof(model));
    }
}
