using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Custom;
using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>How a provider of yours makes or changes images.</summary>
[Experimental(Experiments.Codecs)]
public abstract class ImageCodec : TaskCodec
{
    /// <param name="task"><see cref="InferenceTask.TextToImage"/> or <see cref="InferenceTask.ImageToImage"/>.</param>
    /// <exception cref="ArgumentException">Another task.</exception>
    protected ImageCodec(InferenceTask task)
        : base(task)
    {
        if (task != InferenceTask.TextToImage && task != InferenceTask.ImageToImage)
        {
            throw new ArgumentException(
                $"'{task}' does not produce an image: use TextToImage or ImageToImage.", nameof(task));
        }

        Runner = new ImageRunner(this);
    }

    /// <summary>
    /// The field of <see cref="ImageCodecRequest.Parameters"/> that gets the number of images; null, the default, when
    /// a request makes one: a caller who asks for more then gets an error that says so.
    /// </summary>
    protected internal virtual string? CountField => null;

    /// <summary>The most originals that fit into one request. Default: 1.</summary>
    protected internal virtual int MaxOriginals => 1;

    internal sealed override TaskCodec Runner { get; }

    /// <summary>Creates the images.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="exchange">Sends it.</param>
    /// <returns>
    /// At least one image: a <see cref="DataContent"/>, or a <see cref="UriContent"/> where the caller asked for URLs
    /// (<see cref="ImageCodecRequest.WantsUri"/>).
    /// </returns>
    protected internal abstract Task<IReadOnlyList<AIContent>> GenerateAsync(
        ImageCodecRequest request, ProviderExchange exchange);

    private sealed class ImageRunner(ImageCodec codec) : GenerationCodec(codec.Task)
    {
        public override bool IsRepeatable => codec.IsRepeatable;

        protected override string? CountField => codec.CountField;

        protected override int MaxOriginals => codec.MaxOriginals;

        protected override async Task<GenerationResult> GenerateAsync(GenerationRequest request, TaskExchange exchange)
        {
            var originals = new List<DataContent>(request.Originals.Count);
            foreach (var original in request.Originals)
            {
                var media = await exchange.ReadAsync(original, MediaKind.Image).ConfigureAwait(false);
                originals.Add(new(media.Bytes, media.MediaType ?? "image/jpeg"));
            }

            var asked = new ImageCodecRequest
            {
                Prompt = request.Prompt,
                Originals = originals,
                Parameters = CodecParameters.Of(Body(request)),
                WantsUri = request.Form == ResultForm.Uri,
            };
            var contents = await codec.GenerateAsync(
                asked, new(exchange, MediaKind.Image, request.Overrides)).ConfigureAwait(false);
            return contents.Count > 0 && contents.All(content => content is DataContent or UriContent)
                ? new GenerationResult(contents, Raw: null)
                : throw exchange.Route.Error(
                    InferenceErrorKind.Protocol,
                    $"{exchange.Route.Name} returned no image: its codec must return at least one.");
        }
    }
}

/// <summary>The images that a provider is asked for.</summary>
[Experimental(Experiments.Codecs)]
public sealed class ImageCodecRequest
{
    internal ImageCodecRequest()
    {
    }

    /// <summary>What the image shows; null where the caller gave no prompt.</summary>
    public string? Prompt { get; internal init; }

    /// <summary>The images to change; empty for <see cref="InferenceTask.TextToImage"/>. URLs were fetched.</summary>
    public IReadOnlyList<DataContent> Originals { get; internal init; } = [];

    /// <summary>
    /// Everything else, by the names of the task specification (<c>width</c> and <c>height</c>, <c>seed</c>,
    /// <c>num_inference_steps</c>, <c>guidance_scale</c>, <c>negative_prompt</c>), and the caller's own. It is yours:
    /// add to it, rename in it, and send it.
    /// </summary>
    public JsonObject Parameters { get; internal init; } = [];

    /// <summary>Whether the caller asked for URLs in place of bytes.</summary>
    public bool WantsUri { get; internal init; }
}
