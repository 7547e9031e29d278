using InferenceProviders.Errors;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Files;

/// <summary>
/// Sends requests about files: to one provider with the user's own key for it, or to one endpoint. What they do there
/// is not known here, so each is sent once.
/// </summary>
internal sealed class HostedFileCall(IRuntimeSource router, ModelReference? endpoint, string? provider)
{
    private static readonly InferenceTask Task = new("files");

    /// <summary>Where the files are; null for a provider that is called at the Hugging Face router only.</summary>
    public Uri? Address => endpoint?.ShownEndpoint
        ?? (provider is null ? null : router.Current.Settings.ProviderEndpoints.GetValueOrDefault(provider)
            ?? router.Current.Settings.Providers.Find(provider)?.BaseAddress);

    /// <summary>Who keeps them, in sentences.</summary>
    public string Name => provider ?? endpoint!.ShownEndpoint!.Authority;

    /// <summary>How the provider takes files.</summary>
    /// <exception cref="InferenceException">It has none, or the user has no key for it.</exception>
    public FilesDialect Dialect()
    {
        var settings = router.Current.Settings;
        if (provider is null)
        {
            return settings.Providers.Endpoint.Files!;
        }

        var known = settings.Providers.Find(provider);
        if (known?.Files is not { } dialect)
        {
            var able = settings.Providers.All.Where(other => other.Files is not null).Select(other => other.Name)
                .Order(StringComparer.Ordinal);
            throw Refused(
                InferenceErrorKind.NotSupported,
                $"{provider} keeps no files that this library can send. Providers that do: {string.Join(", ", able)}; "
                    + "and endpoints with OpenAI's route.");
        }

        return settings.ProviderKeys.ContainsKey(provider) ? dialect : throw Refused(
            InferenceErrorKind.Authentication,
            $"Files of {provider} belong to an account there: set "
                + $"InferenceProvidersOptions.ProviderKeys[\"{provider}\"]. Hugging Face's router does not pass them "
                + "on.");
    }

    /// <summary>Refuses before anything is sent.</summary>
    public InferenceException Refused(InferenceErrorKind kind, string message) => new(kind, message)
    {
        Provider = provider ?? "endpoint",
        Stage = FailureStage.Check,
    };

    /// <summary>Sends, and reads the answer to its end.</summary>
    public Task<ProviderAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) =>
        RunAsync(
            (method, path, content),
            static async (state, attempt) =>
            {
                using var response = await SendAsync(state, attempt).ConfigureAwait(false);
                var body = await ResponseBody.ReadAsync(
                    response, attempt.Call.Settings.Limits.ResponseBytes, attempt.Token).ConfigureAwait(false);
                return new ProviderAnswer(
                    body, TaskExchange.MediaType(response), response.RequestMessage!.RequestUri!,
                    ResponseInfo.From(response), attempt.Route);
            },
            cancellationToken);

    /// <summary>Sends, and gives the response, whose body is read later.</summary>
    public Task<(HttpResponseMessage Response, Stream Body)> OpenAsync(
        string path, CancellationToken cancellationToken) =>
        RunAsync(
            (HttpMethod.Get, path, (HttpContent?)null),
            static async (state, attempt) =>
            {
                var response = await SendAsync(state, attempt).ConfigureAwait(false);
                return (response, await ResponseBody.OpenAsync(response, attempt.Token).ConfigureAwait(false));
            },
            cancellationToken);

    private Task<T> RunAsync<T>(
        (HttpMethod Method, string Path, HttpContent? Content) request,
        Func<(HttpMethod Method, string Path, HttpContent? Content), Attempt, Task<T>> send,
        CancellationToken cancellationToken)
    {
        var target = new CallTarget(endpoint, Task)
        {
            Provider = provider,
            Custom = new CustomTarget(LookUp: null),
        };
        return router.Current.Calls.RunAsync(
            (Target: target, Input: (request, send)),
            static input => input,
            static async (state, attempt) => new Sent<T>(
                attempt, await state.send(state.request, attempt).ConfigureAwait(false)),
            static (sent, _) => sent.Result,
            cancellationToken);
    }

    /// <summary>A file belongs to one account, so that of several keys the first is taken.</summary>
    private static ValueTask<HttpResponseMessage> SendAsync(
        (HttpMethod Method, string Path, HttpContent? Content) request, Attempt attempt)
    {
        var route = attempt.Route.Keys?.Routes[0] ?? attempt.Route;
        attempt.Call.Log.Commit();
        return attempt.Client.SendAsync(
            route, billTo: null, request.Method, Resolve(route, request.Path), request.Content, attempt.Token);
    }

    /// <summary>Below the provider's address; of an endpoint, below its <c>/v1</c>.</summary>
    private static Uri Resolve(Route route, string path)
    {
        if (route.Endpoint is not { } endpoint)
        {
            var query = path.IndexOf('?', StringComparison.Ordinal);
            var uri = RouteGuard.Resolve(route.BaseAddress, query < 0 ? path : path[..query], "files");
            return query < 0 ? uri : new Uri(uri.AbsoluteUri + path[query..]);
        }

        var root = endpoint.AbsolutePath.TrimEnd('/');
        root = root.EndsWith("/files", StringComparison.Ordinal) ? root[..^"/files".Length] : root;
        root = root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^"/v1".Length] : root;
        var own = endpoint.Query.TrimStart('?');
        var joined = own.Length == 0 ? path
            : path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + own;
        return new Uri(endpoint.GetLeftPart(UriPartial.Authority) + root + joined);
    }

    private sealed record Sent<T>(Attempt Attempt, T Result) : IAttemptResult
    {
        public ResponseInfo Info => default;
    }
}
