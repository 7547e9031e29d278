using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Files;

/// <summary>
/// Files that one provider, or one endpoint, keeps for an account, as an <see cref="IHostedFileClient"/>.
/// </summary>
internal sealed class InferenceHostedFileClient(IRuntimeSource router, ModelReference? endpoint, string? provider)
    : IHostedFileClient
{
    private readonly HostedFileCall _call = new(router, endpoint, provider);

    public async Task<HostedFileContent> UploadAsync(
        Stream content, string? mediaType = null, string? fileName = null, HostedFileClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (mediaType is not null && MediaTypeDetector.Valid(mediaType) is null)
        {
            throw new ArgumentException(
                $"'{Validate.Printable(mediaType)}' is not a media type: write 'text/plain', for example.",
                nameof(mediaType));
        }

        var dialect = _call.Dialect();
        fileName ??= content is FileStream file ? Path.GetFileName(file.Name) : null;
        mediaType ??= FileTypes.OfName(fileName);
        fileName = string.IsNullOrWhiteSpace(fileName)
            ? $"{Guid.NewGuid():N}{FileTypes.ExtensionOf(mediaType)}" : fileName;
        var fields = new WireBody();
        if (options?.Scope is null)
        {
            fields["purpose"] = options?.Purpose ?? dialect.Purpose;
            foreach (var (name, value) in dialect.UploadFields?.Invoke(fileName) ?? [])
            {
                fields[name] = value;
            }
        }

        foreach (var (name, value) in Own(options))
        {
            fields[name] = value;
        }

        var path = options?.Scope is null ? dialect.UploadPath ?? dialect.Path : PathOf(dialect, options);
        var form = HostedFileForm.Create(content, fileName, mediaType, fields);
        var answer = await _call.SendAsync(HttpMethod.Post, path, form, cancellationToken).ConfigureAwait(false);
        var uploaded = HostedFileJson.Read(answer.Json, options?.Scope) ?? throw answer.NotAResult("the file's id");
        uploaded.Name ??= fileName;
        uploaded.MediaType ??= mediaType;
        return uploaded;
    }

    public async Task<HostedFileDownloadStream> DownloadAsync(
        string fileId, HostedFileClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var path = PathOf(fileId, options);

        // First who it is: a server says its name there and nowhere else.
        var info = await InfoAsync(path, options, cancellationToken).ConfigureAwait(false);
        var (response, body) = await _call.OpenAsync($"{path}/content", cancellationToken).ConfigureAwait(false);
        return new HostedFileDownload(
            response, body, info?.MediaType ?? TaskExchange.MediaType(response) ?? "application/octet-stream",
            info?.Name ?? response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    public Task<HostedFileContent?> GetFileInfoAsync(
        string fileId, HostedFileClientOptions? options = null, CancellationToken cancellationToken = default) =>
        InfoAsync(PathOf(fileId, options), options, cancellationToken);

    public async IAsyncEnumerable<HostedFileContent> ListFilesAsync(
        HostedFileClientOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var dialect = All(_call.Dialect());
        var path = PathOf(dialect, options);
        var left = options?.Limit is { } limit and < 1
            ? throw new ArgumentOutOfRangeException(nameof(options), limit, "The limit must be greater than zero.")
            : options?.Limit ?? int.MaxValue;
        var isPaged = dialect.HasPages || options?.Scope is not null;
        for (string? after = null; ;)
        {
            var answer = await _call.SendAsync(
                HttpMethod.Get, path + Query(options, isPaged, left, after), content: null, cancellationToken)
                .ConfigureAwait(false);
            var (files, next) = HostedFileJson.ReadPage(answer.Json, options?.Scope);
            foreach (var file in files)
            {
                if (options?.Purpose is { } purpose && options.Scope is null && file.Purpose is { } kept
                    && !string.Equals(purpose, kept, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                yield return file;
                if (--left == 0)
                {
                    yield break;
                }
            }

            if (next is null || next == after)
            {
                yield break;
            }

            after = next;
        }
    }

    public async Task<bool> DeleteAsync(
        string fileId, HostedFileClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await _call.SendAsync(
                HttpMethod.Delete, PathOf(fileId, options), content: null, cancellationToken).ConfigureAwait(false);
            return answer.Body.IsEmpty || answer.Json.At("deleted").ValueKind != JsonValueKind.False;
        }
        catch (InferenceException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(HostedFileClientMetadata)
                ? new HostedFileClientMetadata(provider ?? "endpoint", _call.Address)
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }

    private async Task<HostedFileContent?> InfoAsync(
        string path, HostedFileClientOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _call.SendAsync(
                HttpMethod.Get, path, content: null, cancellationToken).ConfigureAwait(false);
            return HostedFileJson.Read(answer.Json, options?.Scope) ?? throw answer.NotAResult("the file's id");
        }
        catch (InferenceException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private string PathOf(string fileId, HostedFileClientOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileId);
        return $"{PathOf(All(_call.Dialect()), options)}/{Segment(fileId, nameof(fileId))}";
    }

    private string PathOf(FilesDialect dialect, HostedFileClientOptions? options) =>
        options?.Scope is not { } scope ? dialect.Path
        : dialect.ContainersPath is { } containers ? $"{containers}/{Segment(scope, nameof(options))}/files"
        : throw _call.Refused(
            InferenceErrorKind.NotSupported,
            $"{_call.Name} has no containers: leave HostedFileClientOptions.Scope out. OpenAI has them.");

    private FilesDialect All(FilesDialect dialect) => dialect.HasAll ? dialect : throw _call.Refused(
        InferenceErrorKind.NotSupported,
        $"{_call.Name} accepts files but does not return them: only UploadAsync is supported.");

    /// <summary>An id as a part of a path, which it must not leave.</summary>
    private static string Segment(string id, string argument) =>
        id is "." or ".." || id.AsSpan().ContainsAny("/\\?#%") || id.Any(char.IsControl)
            ? throw new ArgumentException($"'{Validate.Printable(id)}' is not the id of a file.", argument)
            : Uri.EscapeDataString(id);

    private string Query(HostedFileClientOptions? options, bool isPaged, int left, string? after)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (isPaged)
        {
            Add("purpose", options?.Scope is null ? options?.Purpose : null);
            Add("limit", left < 10_000 ? left.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            Add("after", after);
        }

        // The caller's own, such as order; where pages go on is known here.
        foreach (var (name, value) in isPaged ? Own(options) : [])
        {
            Add(name, after is not null && name == "after" ? null : value?.ToString());
        }

        return fields.Count == 0 ? "" : "?" + string.Join(
            '&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

        void Add(string name, string? value)
        {
            if (value is not null && !fields.Exists(field => field.Key == name))
            {
                fields.Add(new(name, value));
            }
        }
    }

    /// <summary>The caller's own fields; those of the raw representation win.</summary>
    private IEnumerable<KeyValuePair<string, object?>> Own(HostedFileClientOptions? options)
    {
        var raw = GenerationOptions.Overrides(options?.RawRepresentationFactory?.Invoke(this), nameof(options)) ?? [];
        return OwnProperties.Without(options?.AdditionalProperties).Where(pair => !raw.ContainsKey(pair.Key))
            .Concat(raw.Select(field => new KeyValuePair<string, object?>(field.Key, field.Value)));
    }
}
