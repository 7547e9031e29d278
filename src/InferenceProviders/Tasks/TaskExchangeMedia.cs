using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Routing;

namespace InferenceProviders.Tasks;

/// <summary>Media of a task: what the caller gave, as a body, and what the provider made, from where it is.</summary>
internal static class TaskExchangeMedia
{
    private const int MaxDownloads = 7;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The content of a caller's input, fetched first when it is a URL.</summary>
    public static ValueTask<MediaBytes> ReadAsync(this TaskExchange exchange, InferenceMedia media, MediaKind kind) =>
        exchange.Job.Ticket is not null

            // It was sent when the job was submitted.
            ? new(new MediaBytes(default, media.MediaType))
            : media.ReadAsync(kind, exchange.Limits.RequestBytes, exchange.Downloads, exchange.Token);

    /// <summary>
    /// The same as a body, or a part of one, that is read while it is sent. What can be read only once is sent once:
    /// when part of it has been, no failure leads to another attempt.
    /// </summary>
    public static ValueTask<MediaUpload> UploadAsync(
        this TaskExchange exchange, InferenceMedia media, MediaKind kind, string? fallbackType = null) =>
        exchange.Job.Ticket is not null
            ? new(new MediaUpload(new ByteArrayContent([]), media.MediaType))
            : media.OpenAsync(
                kind, exchange.Limits.RequestBytes, exchange.Downloads, fallbackType, exchange.Commit, exchange.Token);

    /// <summary>
    /// Fetches a result that the provider gave as a URL: anonymously, from public addresses only. A data URL is
    /// decoded.
    /// </summary>
    public static async Task<MediaBytes> DownloadAsync(this TaskExchange exchange, string url, MediaKind kind)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return DataUrl.Decode(url, kind, exchange.Files) ?? throw NoUrl(exchange.Route);
        }

        var uri = Uri.TryCreate(url, UriKind.Absolute, out var absolute) ? absolute : throw NoUrl(exchange.Route);
        exchange.Report("downloading");
        try
        {
            // What is there has been paid for.
            return await exchange.RetryAsync(
                () => exchange.Downloads.DownloadAsync(uri, kind, InferenceErrorKind.Protocol, exchange.Token),
                MediaDownloader.IsPassing, FirstPause, MaxDownloads).ConfigureAwait(false);
        }
        catch (InferenceException exception)
        {
            var route = exchange.Route;
            throw new InferenceException(
                exception.Kind,
                $"The result of {route.Name} for {route.Model} could not be retrieved: {exception.Message}", exception)
            {
                Provider = route.Name,
                Model = route.Model,
                StatusCode = exception.StatusCode,
                RequestId = exchange.Info.RequestId,
                RetryAfter = exception.RetryAfter,
                ProviderWords = exception.ProviderWords,
                JobId = exchange.JobId,
            };
        }
    }

    private static InferenceException NoUrl(Route route) => route.Error(
        InferenceErrorKind.Protocol,
        $"{route.Name} answered '{route.Task}' for {route.Model} with a result that is not at a URL.");
}
