using System.Net.Http.Headers;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;

namespace InferenceProviders.Catalog;

/// <summary>
/// Asks the Hub's API, and the router's list of models: small questions with JSON answers, that are about no call and
/// billed to nobody.
/// </summary>
internal sealed class HubClient(HttpTransport transport, ConnectionSettings settings)
{
    /// <summary>
    /// An answer takes well under a second; a call that waits for one should not wait for its own deadline.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const string Name = "huggingface";

    /// <summary>Asks for a document.</summary>
    /// <param name="address">The Hub or the router.</param>
    /// <param name="path">Below the address; <c>{model}</c> stands for <paramref name="model"/>.</param>
    /// <param name="query">With its question mark, escaped; or empty.</param>
    /// <param name="model">The model that the question is about, or null.</param>
    /// <param name="token">The Hugging Face token, or null for an anonymous question.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public Task<JsonElement> GetAsync(
        Uri address, string path, string query, string? model, string? token, CancellationToken cancellationToken) =>
        AskAsync(
            address, path, query, model, token,
            (Settings: settings, Path: model is null ? path : path.Replace("{model}", model, StringComparison.Ordinal)),
            static async (response, state, cancellation) =>
            Parse(
                await ResponseBody.ReadAsync(
                    response, state.Settings.Limits.ResponseBytes, cancellation).ConfigureAwait(false), state.Path),
                    cancellationToken);

    /// <summary>Asks without waiting for the document; ends when an answer has begun.</summary>
    /// <exception cref="InferenceException">There is no answer, or it is an error.</exception>
    public Task ProbeAsync(Uri address, string path, CancellationToken cancellationToken) =>
        AskAsync(
            address, path, query: "", model: null, token: null, 0, static (_, _, _) =>
            Task.FromResult(true), cancellationToken);

    private async Task<TResult> AskAsync<TState, TResult>(
        Uri address,
        string path,
        string query,
        string? model,
        string? token,
        TState state,
        Func<HttpResponseMessage, TState, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken)
    {
        var source = new ErrorSource(Name, model ?? "", AuthMode.Routed, token) { IsHub = true, Address = address };
        var uri = new Uri(RouteGuard.Resolve(address, path, model ?? "").AbsoluteUri + query);
        var limit = settings.Timeouts.Call < Limit && settings.Timeouts.Call != Timeout.InfiniteTimeSpan
            ? settings.Timeouts.Call
            : Limit;
        using var deadline = new Deadline(limit, settings.TimeProvider, cancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await CheckedExchange.SendAsync(
                transport, request, source, settings.TimeProvider, deadline.Token).ConfigureAwait(false);
            return await read(response, state, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (Failure.Translate(exception, source, deadline, model ?? "") is var translated
            && !ReferenceEquals(translated, exception))
        {
            throw translated;
        }
    }

    private static JsonElement Parse(byte[] utf8, string path)
    {
        try
        {
            return JsonText.Parse(utf8);
        }
        catch (JsonException exception)
        {
            throw NotUnderstood(path, exception);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="InferenceException">It is not what the documentation says.</exception>
    public static T Read<T>(string path, JsonElement root, Func<JsonElement, T> read)
    {
        try
        {
            return read(root);
        }
        catch (JsonException exception)
        {
            throw NotUnderstood(path, exception);
        }
    }

    private static InferenceException NotUnderstood(string path, JsonException exception) =>
        new(InferenceErrorKind.Protocol, $"The answer of {path} could not be read: {exception.Message}", exception)
        {
            Provider = Name,
        };
}
