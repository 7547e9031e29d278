using InferenceProviders.Catalog;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Which model somebody meant who named one that does not exist, or that nobody serves: by the list of chat models,
/// else by the Hub's search.
/// </summary>
internal sealed class SimilarModels(HubCache hub, HubClient questions, RouterSettings settings)
{
    private const int Looked = 20;

    /// <summary>The id of the model; null when none is near.</summary>
    /// <param name="model">What was named.</param>
    /// <param name="token">The Hugging Face token, or null.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="InferenceException">Neither the list nor the Hub could be asked.</exception>
    public async Task<string?> FindAsync(ModelReference model, string? token, CancellationToken cancellationToken)
    {
        if (Nearest(model.Id, await ListedAsync(cancellationToken).ConfigureAwait(false)) is { } listed)
        {
            return listed;
        }

        const string Path = "/api/models";
        var query = HubSearch.Query(provider: null, task: null, NameOf(model.Id), Looked);
        var root = await questions.GetAsync(
            settings.HubEndpoint, Path, query, model: null, token, cancellationToken).ConfigureAwait(false);
        return Nearest(model.Id, HubClient.Read(Path, root, HubSearch.Read).Select(found => found.Id));
    }

    /// <summary>
    /// The same id in another case, the same name with its organization, or an id that a few letters make of it.
    /// </summary>
    private static string? Nearest(string id, IEnumerable<string> known)
    {
        string[] ids = [.. known];
        var name = NameOf(id);
        return Array.Find(ids, other => other.Equals(id, StringComparison.OrdinalIgnoreCase) && other != id)
            ?? Array.Find(
                ids, other =>
                NameOf(other).Equals(name, StringComparison.OrdinalIgnoreCase)
                && !other.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Of(id, ids)
            ?? (NearestName.Of(name, ids.Select(NameOf)) is { } near
                ? Array.Find(ids, other => NameOf(other) == near)
                : null);
    }

    private static string NameOf(string id) => id[(id.LastIndexOf('/') + 1)..];

    private async ValueTask<IEnumerable<string>> ListedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await hub.Models.GetAsync(cancellationToken).ConfigureAwait(false)).Models.Select(
                entry => entry.Id);
        }
        catch (InferenceException)
        {
            // The Hub's search knows these models, too.
            return [];
        }
    }
}
