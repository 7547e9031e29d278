using InferenceProviders.Tasks.Images;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>
    /// Makes an image generator for a model: images from a text, or from original images and a text, whichever the request has and the model is served for.
    /// It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <remarks>
    /// The parameters of the task specification (<c>seed</c>, <c>num_inference_steps</c>, <c>guidance_scale</c>, <c>negative_prompt</c>,
    /// <c>scheduler</c>, …) are properties of <see cref="InferenceImageOptions"/>, or go by these names through <c>AdditionalProperties</c>, as do
    /// parameters of the provider's own. <c>RawRepresentationFactory</c> may give a <see cref="System.Text.Json.Nodes.JsonObject"/> whose fields win over all.
    /// Results are bytes, fetched and checked, unless <c>ResponseFormat</c> asks for URLs. A queued job is waited for, and never submitted twice.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IImageGenerator AsIImageGenerator(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceImageGenerator(this, reference, named);
    }
}
