using InferenceProviders.Tasks.Text;

namespace InferenceProviders;

/// <summary>Raw text completion, whole and streamed.</summary>
public static class InferenceRouterTextGenerationExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>
        /// Continues a raw text (task <c>text-generation</c>). For conversations use
        /// <see cref="InferenceRouter.AsIChatClient(string, string?)"/>.
        /// </summary>
        /// <param name="prompt">The text to continue; not empty.</param>
        /// <param name="model">
        /// <c>org/name</c>, or the URL of an endpoint (<c>https://host/v1</c>, or its full route).
        /// </param>
        /// <param name="options">How to generate; null leaves it to the provider.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The text, with its finish reason and usage.</returns>
        /// <exception cref="ArgumentException">
        /// The prompt is empty, an option out of its range, the text not a model reference, or the name not a
        /// provider's.
        /// </exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<TextGenerationResponse> GenerateTextAsync(
            string prompt, string model, TextGenerationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            var (reference, named) = Check(router, model, provider, options);
            return TextGenerator.GenerateAsync(
                router.Core, reference, named, TextRequest.Create(prompt, options, stream: false), cancellationToken);
        }

        /// <summary>
        /// Continues a raw text, piece by piece. The last update has no text, but the usage and the report.
        /// </summary>
        /// <param name="prompt">The text to continue; not empty.</param>
        /// <param name="model">
        /// <c>org/name</c>, or the URL of an endpoint (<c>https://host/v1</c>, or its full route).
        /// </param>
        /// <param name="options">How to generate; null leaves it to the provider.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>
        /// The text in pieces, while they arrive; the last one has the finish reason, the usage and the report.
        /// </returns>
        /// <exception cref="ArgumentException">
        /// The prompt is empty, an option out of its range, the text not a model reference, or the name not a
        /// provider's.
        /// </exception>
        /// <exception cref="InferenceException">
        /// The call failed. Of the kind <see cref="InferenceErrorKind.Interrupted"/> when pieces had been given; it
        /// then carries them as a whole.
        /// </exception>
        public IAsyncEnumerable<TextGenerationUpdate> StreamTextAsync(
            string prompt, string model, TextGenerationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            var (reference, named) = Check(router, model, provider, options);
            return TextGenerator.StreamAsync(
                router.Core, reference, named, TextRequest.Create(prompt, options, stream: true), cancellationToken);
        }
    }

    private static (ModelReference Model, string? Provider) Check(
        InferenceRouter router, string model, string? provider, TextGenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(router);
        var (reference, named) = router.Check(model, provider);
        return options?.EndpointModel is null || reference.Endpoint is not null
            ? (reference, named)
            : throw new ArgumentException(
                "EndpointModel names the model at an endpoint URL: leave it null where 'model' names the model itself.",
                nameof(options));
    }
}
