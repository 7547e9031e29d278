using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// What a codec of yours can do at its provider: send, wait for a job, fetch a result. Credentials, time limits, size
/// limits and the check that every address is the provider's own are taken care of; failures are
/// <see cref="InferenceException"/>s, after which the router may take another provider.
/// </summary>
[Experimental(Experiments.Codecs)]
public sealed class ProviderExchange
{
    private readonly TaskExchange _exchange;
    private readonly MediaKind _kind;
    private readonly JsonObject? _overrides;

    internal ProviderExchange(TaskExchange exchange, MediaKind kind, JsonObject? overrides)
    {
        _exchange = exchange;

        // A codec of the user's gets the JSON as it was received.
        _exchange.Files = null;
        _kind = kind;
        _overrides = overrides;
    }

    /// <summary>The model's id at the provider, for the body. In a path, <c>{model}</c> stands for it.</summary>
    public string Model => _exchange.Route.ProviderModel;

    /// <summary>Ends with the caller's token, with the call's deadline, and when another attempt was first.</summary>
    public CancellationToken CancellationToken => _exchange.Token;

    /// <summary>Posts a JSON object, and reads the answer to its end.</summary>
    /// <param name="path">
    /// The path below the provider's address; <c>{model}</c> stands for <see cref="Model"/>. A query may follow.
    /// </param>
    /// <param name="body">
    /// The body. What the caller set with <c>RawRepresentationFactory</c> replaces its fields.
    /// </param>
    /// <returns>The answer; its status was a success.</returns>
    /// <exception cref="InferenceException">The provider could not be reached, or answered with an error.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> or <paramref name="body"/> is null.</exception>
    public async Task<ProviderResponse> PostJsonAsync(string path, JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(body);
        var fields = new Tasks.WireBody(body.Select(field => KeyValuePair.Create(field.Key, (object?)field.Value)));
        fields.Override(_overrides);
        return new(
            await _exchange.PostJsonAsync(
                path, fields, static (writer, fields) => fields.WriteTo(writer)).ConfigureAwait(false));
    }

    /// <summary>Posts any content, and reads the answer to its end.</summary>
    /// <param name="path">The path below the provider's address; <c>{model}</c> stands for <see cref="Model"/>.</param>
    /// <param name="content">The content. It is disposed when it was sent.</param>
    /// <returns>The answer; its status was a success.</returns>
    /// <exception cref="InferenceException">The provider could not be reached, or answered with an error.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="path"/> or <paramref name="content"/> is null.
    /// </exception>
    public async Task<ProviderResponse> PostAsync(string path, HttpContent content)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        return new(await _exchange.PostAsync(path, content).ConfigureAwait(false));
    }

    /// <summary>Gets a path, with the provider's credentials, and reads the answer to its end.</summary>
    /// <param name="path">The path below the provider's address; <c>{model}</c> stands for <see cref="Model"/>.</param>
    /// <returns>The answer; its status was a success.</returns>
    /// <exception cref="InferenceException">The provider could not be reached, or answered with an error.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    public async Task<ProviderResponse> GetAsync(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new(await _exchange.GetAsync(path).ConfigureAwait(false));
    }

    /// <summary>
    /// Waits for a job that the provider has queued. From here on the call is committed: whatever fails, no other
    /// provider starts the work again, since the job runs and is billed. A question that fails is repeated. Return
    /// <see langword="false"/> from <see cref="TaskCodec.IsRepeatable"/>.
    /// </summary>
    /// <param name="path">Where the job's state is asked for.</param>
    /// <param name="id">
    /// The provider's id of the job, for the error of a wait that ends before the job does; null when it has none.
    /// </param>
    /// <param name="interval">
    /// The time from one question to the next; longer jobs are asked about less often. Greater than zero.
    /// </param>
    /// <param name="isDone">
    /// Whether an answer says that the job is complete. Throw <see cref="ProviderResponse.Failed"/> when it says that
    /// the job has failed.
    /// </param>
    /// <returns>The answer that said so.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not greater than zero.</exception>
    /// <exception cref="InferenceException">The job failed, or its provider could not be asked.</exception>
    public async Task<ProviderResponse> WaitForJobAsync(
        string path, string? id, TimeSpan interval, Func<ProviderResponse, bool> isDone)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(isDone);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        var poller = new Tasks.JobPoller(_exchange, Tasks.PollSchedule.Every(interval), id);
        var done = await poller.WaitAsync(
            _exchange.Route.Resolve(path),
            answer =>
                isDone(new(answer))
                    ? new(Tasks.JobState.Completed, "completed")
                    : new(Tasks.JobState.Running, "running")).ConfigureAwait(false);
        return new(done);
    }

    /// <summary>
    /// Fetches a result that the provider named: without credentials, over https, from public addresses only. A data
    /// URL is decoded.
    /// </summary>
    /// <param name="url">The URL.</param>
    /// <returns>The file, with the type that its bytes have, or else the one that its server says.</returns>
    /// <exception cref="InferenceException">
    /// It cannot be fetched, is too large, or is not a file of the task's sort.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is null.</exception>
    public async Task<DataContent> DownloadAsync(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var media = await _exchange.DownloadAsync(url, _kind).ConfigureAwait(false);
        return new(media.Bytes, media.MediaType ?? "application/octet-stream");
    }
}
