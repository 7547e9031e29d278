using InferenceProviders.Media;
using InferenceProviders.Tasks.Language;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The tasks about images: labels, boxes, masks, captions, answers.</summary>
public static class InferenceRouterVisionExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>Says what an image shows (task <c>image-classification</c>).</summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The labels, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<LabelScore>> ClassifyImageAsync(
            InferenceMedia image, string model, ClassificationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            return router.ListAsync<LabelScore>(
                InferenceTask.ImageClassification,
                model,
                provider,
                new PipelineRequest
                {
                    Media = image,
                    Kind = MediaKind.Image,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Says which of your labels fit an image (task <c>zero-shot-image-classification</c>), without training.
        /// </summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="labels">What to choose from; at least one.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The labels that were given, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<LabelScore>> ZeroShotClassifyImageAsync(
            InferenceMedia image, IEnumerable<string> labels, string model, ZeroShotOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            return router.ListAsync<LabelScore>(
                InferenceTask.ZeroShotImageClassification,
                model,
                provider,
                new PipelineRequest
                {
                    Media = image,
                    Kind = MediaKind.Image,
                    Parameters = ZeroShotClassification.Parameters(labels, options),
                },
                options,
                cancellationToken);
        }

        /// <summary>Says where things are in an image, to the pixel (task <c>image-segmentation</c>).</summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A mask for each segment, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<ImageMask>> SegmentImageAsync(
            InferenceMedia image, string model, ImageSegmentationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            return router.ListAsync<ImageMask>(
                InferenceTask.ImageSegmentation,
                model,
                provider,
                new PipelineRequest
                {
                    Media = image,
                    Kind = MediaKind.Image,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>Finds things in an image (task <c>object-detection</c>).</summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The objects with their boxes in pixels, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<DetectedObject>> DetectObjectsAsync(
            InferenceMedia image, string model, ObjectDetectionOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            return router.ListAsync<DetectedObject>(
                InferenceTask.ObjectDetection,
                model,
                provider,
                new PipelineRequest
                {
                    Media = image,
                    Kind = MediaKind.Image,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Describes an image, or reads what is written on it, whichever the model does (task <c>image-to-text</c>).
        /// </summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The description.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<GeneratedText> DescribeImageAsync(
            InferenceMedia image, string model, ImageToTextOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            var request = new PipelineRequest
            {
                Media = image,
                Kind = MediaKind.Image,
                Parameters = options?.ToParameters() ?? [],
            };
            var outcome = await router.RunAsync<GeneratedText>(
                InferenceTask.ImageToText, model, provider, request, options, cancellationToken).ConfigureAwait(false);
            return outcome.Result with { Report = outcome.Report };
        }

        /// <summary>
        /// Finds the answer to a question in the image of a document (task <c>document-question-answering</c>). The
        /// most likely one is the first.
        /// </summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="question">The question; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The answers, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<ExtractedAnswer>> AnswerDocumentQuestionAsync(
            InferenceMedia image, string question, string model, QuestionAnsweringOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            ArgumentException.ThrowIfNullOrWhiteSpace(question);
            return router.ListAsync<ExtractedAnswer>(
                InferenceTask.DocumentQuestionAnswering,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["question"] = question },
                    Media = image,
                    MediaField = "image",
                    Kind = MediaKind.Image,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Answers a question about an image (task <c>visual-question-answering</c>). The most likely answer is the
        /// first.
        /// </summary>
        /// <param name="image">The image: bytes, a file, a stream's content or a URL.</param>
        /// <param name="question">The question; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The answers, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<ExtractedAnswer>> AnswerVisualQuestionAsync(
            InferenceMedia image, string question, string model, VisualQuestionAnsweringOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(image);
            ArgumentException.ThrowIfNullOrWhiteSpace(question);
            return router.ListAsync<ExtractedAnswer>(
                InferenceTask.VisualQuestionAnswering,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["question"] = question },
                    Media = image,
                    MediaField = "image",
                    Kind = MediaKind.Image,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }
    }
}
