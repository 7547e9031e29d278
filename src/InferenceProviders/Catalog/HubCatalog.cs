using System.Buffers;
using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders;

/// <summary>
/// What the Hub and the router know about models: who serves them, at what price, with which capabilities. Thread-safe.
/// </summary>
public sealed class HubCatalog
{
    private readonly Func<HubAccess> _access;

    internal HubCatalog(Func<HubAccess> access) => _access = access;

    /// <summary>
    /// The last list of chat models that was fetched, however old; null before the first. Nothing is sent.
    /// </summary>
    public ModelCatalog? LastModels => _access().Cache.Models.Last;

    /// <summary>
    /// The router's chat models with their providers' offers (<c>GET /v1/models</c>, public: no token is sent). The
    /// list is kept for <see cref="InferenceProvidersOptions.CatalogLifetime"/>; when a new one cannot be retrieved,
    /// the old one is returned (see <see cref="ModelCatalog.RetrievedAt"/>).
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The list of models, at most as old as its lifetime unless a new one could not be retrieved.</returns>
    /// <exception cref="InferenceException">There is no list yet and it cannot be retrieved.</exception>
    public ValueTask<ModelCatalog> GetModelsAsync(CancellationToken cancellationToken = default) =>
        _access().Cache.Models.GetAsync(cancellationToken);

    /// <summary>
    /// Searches the Hub for models that providers serve, for any task (<c>GET /api/models?inference_provider=…</c>,
    /// "Hub API", List models). Nothing is kept.
    /// </summary>
    /// <param name="provider">The provider that serves them; null for any.</param>
    /// <param name="task">
    /// The task that they are for; null for any. <c>conversational</c> finds models that chat about text and about
    /// images.
    /// </param>
    /// <param name="search">A part of the id; null for any.</param>
    /// <param name="limit">How many at most, 1 to 1000. Default: 100.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The models, in the order of the Hub; empty when none match.</returns>
    /// <exception cref="ArgumentException">The provider is not a name, or the limit out of range.</exception>
    /// <exception cref="InferenceException">The Hub did not answer with a list.</exception>
    public Task<IReadOnlyList<HubModel>> ListModelsAsync(
        string? provider = null, InferenceTask? task = null, string? search = null, int limit = 100,
            CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<HubModel>>(
            "/api/models", HubSearch.Query(provider, task, search, limit), model: null, HubSearch.Read,
            cancellationToken);

    /// <summary>
    /// Whether any provider serves a model: <c>warm</c>, or null when none does (<c>GET
    /// /api/models/{id}?expand[]=inference</c>, "Hub API", Get model status).
    /// </summary>
    /// <param name="model">The model's id, <c>org/name</c>.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns><c>warm</c> when a provider serves the model; null when none does.</returns>
    /// <exception cref="ArgumentException">The text is not a model's id.</exception>
    /// <exception cref="InferenceException">
    /// The model does not exist (<see cref="InferenceErrorKind.ModelNotFound"/>), or the Hub did not answer.
    /// </exception>
    public Task<string?> GetModelStatusAsync(string model, CancellationToken cancellationToken = default) =>
        AskAsync(
            "/api/models/{model}", "?expand[]=inference", ModelId(model), static root =>
            root.Text("inference"), cancellationToken);

    /// <summary>
    /// Who serves a model, for which task and under which id, in the Hub's order (<c>GET
    /// /api/models/{id}?expand[]=inferenceProviderMapping</c>, "Hub API", Get model providers). Kept for
    /// <see cref="InferenceProvidersOptions.MappingLifetime"/>.
    /// </summary>
    /// <param name="model">The model's id, <c>org/name</c>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The providers that the Hub lists for the model; empty when there are none.</returns>
    /// <exception cref="ArgumentException">The text is not a model's id.</exception>
    /// <exception cref="InferenceException">
    /// The model does not exist (<see cref="InferenceErrorKind.ModelNotFound"/>), or the Hub did not answer.
    /// </exception>
    public async Task<IReadOnlyList<ProviderMapping>> GetProvidersAsync(
        string model, CancellationToken cancellationToken = default)
    {
        var id = ModelId(model);
        var access = _access();
        var token = await access.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        return (await access.Cache.Mappings.GetAsync(id, token, cancellationToken).ConfigureAwait(false)).Entries;
    }

    /// <summary>
    /// Whose token this router uses (<c>GET /api/whoami-v2</c>). The way to find out whether a token is valid.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The account that the token belongs to.</returns>
    /// <exception cref="InferenceException">
    /// There is no token, or it is not valid (<see cref="InferenceErrorKind.Authentication"/>), or the Hub did not
    /// answer.
    /// </exception>
    public async Task<HubAccount> WhoAmIAsync(CancellationToken cancellationToken = default)
    {
        const string Path = "/api/whoami-v2";
        var access = _access();
        var token = await access.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InferenceException(
                InferenceErrorKind.Authentication,
                "There is no token. Set HF_TOKEN, run `hf auth login`, or set InferenceProvidersOptions.Token.");
        var root = await access.Questions.GetAsync(
            access.Settings.HubEndpoint, Path, query: "", model: null, token, cancellationToken).ConfigureAwait(false);
        return HubClient.Read(Path, root, HubAccountReader.Read);
    }

    /// <summary>
    /// Writes what is known as JSON: the last list of models, and the providers of the models that were looked up with
    /// the router's token. Another router, or the next run of the program, can begin with it (<see cref="LoadAsync"/>).
    /// No token is written.
    /// </summary>
    /// <param name="destination">Where to. It is left open.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task that completes when everything is written.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public async Task SaveAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var access = _access();
        var token = await access.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new CatalogSnapshot(access.Cache.Models.Last, access.Cache.Mappings.Known(token)).Write(writer);
        }

        await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes over what <see cref="SaveAsync"/> wrote, where nothing newer is known. It counts as old: it is used at
    /// once, and while a new answer is asked for in the background; where the Hub and the router cannot be reached, it
    /// serves on.
    /// </summary>
    /// <param name="source">Where from. It is read to its end and left open.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>A task that completes when everything is read.</returns>
    /// <exception cref="JsonException">
    /// The document was not written by <see cref="SaveAsync"/>. Nothing is taken over.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public async Task LoadAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var access = _access();
        var token = await access.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        using var buffer = new MemoryStream();
        await source.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        var snapshot = CatalogSnapshot.Read(JsonText.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        if (snapshot.Models is { } models)
        {
            access.Cache.Models.Restore(models);
        }

        foreach (var mapping in snapshot.Mappings)
        {
            access.Cache.Mappings.Restore(mapping, token);
        }
    }

    /// <summary>
    /// For decisions that must not wait: the last list at once, refreshed behind the caller's back when it is due. Null
    /// before the first.
    /// </summary>
    internal ModelCatalog? PeekModels() => _access().Cache.Models.Peek();

    private async Task<T> AskAsync<T>(
        string path, string query, string? model, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var access = _access();
        var token = await access.Settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        return HubClient.Read(
            path,
            await access.Questions.GetAsync(
                access.Settings.HubEndpoint, path, query, model, token, cancellationToken).ConfigureAwait(false), read);
    }

    private static string ModelId(string model)
    {
        var reference = ModelReference.Parse(model);
        return reference.Endpoint is null
            ? reference.Id
            : throw new ArgumentException(
                "An endpoint's URL is not a model of the Hub: write 'org/name'.", nameof(model));
    }
}
