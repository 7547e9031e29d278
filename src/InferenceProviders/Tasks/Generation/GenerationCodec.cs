using InferenceProviders.Media;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>How one provider makes images or videos.</summary>
/// <param name="task">One of the six tasks that end in an image or a video.</param>
internal abstract class GenerationCodec(InferenceTask task) : TaskCodec<GenerationRequest, GenerationResult>(task)
{
    /// <summary>What the task makes.</summary>
    protected MediaKind Kind { get; } = task.Name.EndsWith("video", StringComparison.OrdinalIgnoreCase)
        ? MediaKind.Video
        : MediaKind.Image;

    /// <summary>
    /// Canonical parameters that the provider has no place for. Asking for one is an error: none is dropped in silence.
    /// </summary>
    protected virtual IReadOnlyList<string> NotTaken => [];

    /// <summary>The most originals that fit into one request.</summary>
    protected virtual int MaxOriginals => 1;

    /// <summary>The field that says how many to make; null when a request makes one.</summary>
    protected virtual string? CountField => null;

    /// <summary>The field that names the file type to make; null when that cannot be chosen.</summary>
    protected virtual string? FormatField => null;

    /// <summary>Whether the file type is chosen with the <c>Accept</c> header.</summary>
    protected virtual bool TakesAccept => false;

    /// <summary>Whether results can be had as URLs.</summary>
    protected virtual bool HasUrls => true;

    public sealed override Task<GenerationResult> RunAsync(GenerationRequest request, TaskExchange exchange)
    {
        Check(request, exchange);
        return GenerateAsync(request, exchange);
    }

    protected abstract Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange);

    /// <summary>The word for a file type in <see cref="FormatField"/>: <c>png</c>, <c>jpeg</c>, <c>mp4</c>.</summary>
    protected virtual string FormatName(string mediaType) =>
        mediaType[(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>The parameters, to be renamed and completed into the provider's body.</summary>
    protected WireBody Body(GenerationRequest request)
    {
        var body = new WireBody(request.Parameters);
        AddSize(body, request.Size);
        if (CountField is not null)
        {
            body[CountField] = request.Count;
        }

        if (FormatField is not null && request.MediaType is { } mediaType)
        {
            body[FormatField] = FormatName(mediaType);
        }

        return body;
    }

    /// <summary>Posts a body, with the caller's raw values over it.</summary>
    protected static Task<ProviderAnswer> PostAsync(
        TaskExchange exchange, string path, WireBody body, GenerationRequest request,
            IReadOnlyDictionary<string, string>? headers = null, Route? route = null)
    {
        body.Override(request.Overrides);
        return exchange.PostJsonAsync(path, body, static (writer, body) => body.WriteTo(writer), headers, route);
    }

    /// <summary>The originals for a JSON body: URLs as they are, everything else encoded.</summary>
    protected static async Task<IReadOnlyList<InputMedia>> ReadOriginalsAsync(
        GenerationRequest request, TaskExchange exchange, InputForm form = InputForm.DataUrl, bool takesUrls = true,
            string fallbackType = "image/jpeg")
    {
        var inputs = new List<InputMedia>(request.Originals.Count);
        foreach (var original in request.Originals)
        {
            inputs.Add(takesUrls && original.Uri is { } uri
                ? new InputMedia(uri)
                : new InputMedia(
                    await exchange.ReadAsync(original, MediaKind.Image).ConfigureAwait(false), form, fallbackType));
        }

        return inputs;
    }

    /// <summary>The result from what a provider gave: URLs, base64 or data URLs.</summary>
    protected async Task<GenerationResult> ResultAsync(
        IReadOnlyList<string> outputs, ProviderAnswer answer, GenerationRequest request, TaskExchange exchange)
    {
        var contents = new List<AIContent>(outputs.Count);
        var flags = ContentFlags.Read(answer.Json, outputs.Count);
        for (var i = 0; i < outputs.Count; i++)
        {
            var content = await ContentAsync(outputs[i], answer, request, exchange).ConfigureAwait(false);
            if (flags[i])
            {
                (content.AdditionalProperties ??= [])[ContentFilterExtensions.Key] = true;
            }

            contents.Add(content);
        }

        return new GenerationResult(contents, answer.Raw, CountedUsage.Read(answer.Json));
    }

    /// <summary>
    /// The content for bytes; <paramref name="fallbackType"/> is used where neither the provider nor the bytes tell.
    /// </summary>
    protected DataContent Content(MediaBytes media, string? fallbackType = null) =>
        new(media.Bytes, media.MediaType ?? fallbackType ?? (Kind == MediaKind.Video ? "video/mp4" : "image/png"));

    /// <summary>
    /// "Text to Image" specifies two numbers, the other tasks an object. What the caller gave by name wins.
    /// </summary>
    private void AddSize(WireBody body, PixelSize? size)
    {
        if (size is not { } pixels || body.Has("target_size") || body.Has("width") || body.Has("height"))
        {
            return;
        }

        if (Task == InferenceTask.TextToImage)
        {
            body["width"] = pixels.Width;
            body["height"] = pixels.Height;
        }
        else
        {
            body["target_size"] = pixels;
        }
    }

    private async Task<AIContent> ContentAsync(
        string output, ProviderAnswer answer, GenerationRequest request, TaskExchange exchange)
    {
        if (!output.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            && !output.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
        {
            return Content(answer.Decode(output, Kind)
                ?? throw answer.NotAResult($"{Kind.Noun()} in it that can be decoded"));
        }

        return request.Form == ResultForm.Uri && Uri.TryCreate(output, UriKind.Absolute, out var uri)
            ? new UriContent(uri, MediaTypeDetector.FromName(uri.AbsolutePath) is { } type && Kind.Accepts(type) ? type
                : Kind == MediaKind.Video ? "video/*" : "image/*")
            : Content(await exchange.DownloadAsync(output, Kind).ConfigureAwait(false));
    }

    private void Check(GenerationRequest request, TaskExchange exchange)
    {
        var provider = exchange.Route.Name;
        if (request.Form == ResultForm.Uri && !HasUrls)
        {
            throw NotSupported($"{provider} gives results as bytes only, not as URLs: leave ResponseFormat at Data.");
        }

        if (request.Count > 1 && CountField is null)
        {
            throw NotSupported(
                $"{provider} makes one {Kind.ToString().ToLowerInvariant()} a request for '{Task}'; {request.Count} "
                + $"were asked for: leave Count out and ask again for each.");
        }

        if (request.MediaType is not null && FormatField is null && !TakesAccept)
        {
            throw NotSupported($"{provider} chooses the file type of its results itself: leave MediaType out.");
        }

        if (request.Originals.Count > MaxOriginals)
        {
            throw NotSupported(
                $"{provider} takes at most {MaxOriginals} original image(s) for '{Task}' with "
                + $"{exchange.Route.ProviderModel}; {request.Originals.Count} were given.");
        }

        var lost = request.Parameters.Where(
            parameter => parameter.Value is not null && NotTaken.Contains(parameter.Key)).Select(parameter =>
            parameter.Key).ToArray();
        if (lost.Length > 0)
        {
            throw NotSupported(
                $"{provider} does not accept {string.Join(", ", lost)} for '{Task}' with "
                    + $"{exchange.Route.ProviderModel}: "
                + $"leave it out, or choose another provider.");
        }

        InferenceException NotSupported(string message) => exchange.Route.NotSupported(message);
    }
}
