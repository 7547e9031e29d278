using InferenceProviders.Tasks.Language;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The tasks about texts: labels, answers, summaries, translations, similarity.</summary>
public static class InferenceRouterLanguageExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>
        /// Says what a text is (task <c>text-classification</c>): its sentiment, its topic, whatever the model was
        /// trained for.
        /// </summary>
        /// <param name="text">The text; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The labels, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<LabelScore>> ClassifyTextAsync(
            string text, string model, ClassificationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            return router.ListAsync<LabelScore>(
                InferenceTask.TextClassification,
                model,
                provider,
                new PipelineRequest { Inputs = text, Parameters = options?.ToParameters() ?? [] },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Says which of your labels fit a text (task <c>zero-shot-classification</c>), without training.
        /// </summary>
        /// <param name="text">The text; not empty.</param>
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
        public Task<InferenceResults<LabelScore>> ZeroShotClassifyAsync(
            string text, IEnumerable<string> labels, string model, ZeroShotOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            return router.ListAsync<LabelScore>(
                InferenceTask.ZeroShotClassification,
                model,
                provider,
                new PipelineRequest { Inputs = text, Parameters = ZeroShotClassification.Parameters(labels, options) },
                options,
                cancellationToken);
        }

        /// <summary>Finds names, parts of speech and the like in a text (task <c>token-classification</c>).</summary>
        /// <param name="text">The text; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>What was found, in the order of the text, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<TokenLabel>> ClassifyTokensAsync(
            string text, string model, TokenClassificationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            return router.ListAsync<TokenLabel>(
                InferenceTask.TokenClassification,
                model,
                provider,
                new PipelineRequest { Inputs = text, Parameters = options?.ToParameters() ?? [] },
                options,
                cancellationToken);
        }

        /// <summary>Fills the gap in a text (task <c>fill-mask</c>).</summary>
        /// <param name="text">The text with the model's mask in it: <c>[MASK]</c>, <c>&lt;mask&gt;</c>, …</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The proposals, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<MaskFilling>> FillMaskAsync(
            string text, string model, FillMaskOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            return router.ListAsync<MaskFilling>(
                InferenceTask.FillMask,
                model,
                provider,
                new PipelineRequest { Inputs = text, Parameters = options?.ToParameters() ?? [] },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Finds the answer to a question in a text (task <c>question-answering</c>). The most likely one is the first.
        /// </summary>
        /// <param name="question">The question; not empty.</param>
        /// <param name="context">The text to find it in; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The answers, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<ExtractedAnswer>> AnswerQuestionAsync(
            string question, string context, string model, QuestionAnsweringOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(question);
            ArgumentException.ThrowIfNullOrWhiteSpace(context);
            return router.ListAsync<ExtractedAnswer>(
                InferenceTask.QuestionAnswering,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["question"] = question, ["context"] = context },
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>Finds the answer to a question in a table (task <c>table-question-answering</c>).</summary>
        /// <param name="question">The question; not empty.</param>
        /// <param name="table">The table to find it in.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The answer, with the cells that it comes from.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<TableAnswer> AnswerTableQuestionAsync(
            string question, InferenceTable table, string model, TableQuestionAnsweringOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(question);
            ArgumentNullException.ThrowIfNull(table);
            var request = new PipelineRequest
            {
                Inputs = new WireBody { ["question"] = question, ["table"] = table.ToJson(nameof(table)) },
                Parameters = options?.ToParameters() ?? [],
            };
            var outcome = await router.RunAsync<TableAnswer>(
                InferenceTask.TableQuestionAnswering, model, provider, request, options,
                cancellationToken).ConfigureAwait(false);
            return outcome.Result with { Report = outcome.Report };
        }

        /// <summary>Shortens a text (task <c>summarization</c>).</summary>
        /// <param name="text">The text; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The summary.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<GeneratedText> SummarizeAsync(
            string text, string model, SummarizationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            var request = new PipelineRequest { Inputs = text, Parameters = options?.ToParameters() ?? [] };
            var outcome = await router.RunAsync<GeneratedText>(
                InferenceTask.Summarization, model, provider, request, options,
                cancellationToken).ConfigureAwait(false);
            return outcome.Result with { Report = outcome.Report };
        }

        /// <summary>Translates a text (task <c>translation</c>).</summary>
        /// <param name="text">The text; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The translation.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<GeneratedText> TranslateAsync(
            string text, string model, TranslationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
            var request = new PipelineRequest { Inputs = text, Parameters = options?.ToParameters() ?? [] };
            var results = await router.ListAsync<GeneratedText>(
                InferenceTask.Translation, model, provider, request, options, cancellationToken).ConfigureAwait(false);
            return results is [var translation]
                ? translation with { Report = results.Report, Raw = results.Raw }
                : throw WrongCount(results.Count, 1, results.Report);
        }

        /// <summary>Translates several texts at once (task <c>translation</c>). Order is kept.</summary>
        /// <param name="texts">The texts; at least one, none empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The translations, in the order of the texts.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<InferenceResults<GeneratedText>> TranslateAsync(
            IReadOnlyList<string> texts, string model, TranslationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            CheckTexts(texts, nameof(texts));
            var request = new PipelineRequest { Inputs = texts, Parameters = options?.ToParameters() ?? [] };
            var results = await router.ListAsync<GeneratedText>(
                InferenceTask.Translation, model, provider, request, options, cancellationToken).ConfigureAwait(false);
            return results.Count == texts.Count
                ? results
                : throw WrongCount(results.Count, texts.Count, results.Report);
        }

        /// <summary>
        /// Says how similar sentences are to one of them (task <c>sentence-similarity</c>): a number each, in their
        /// order; 1 is the same.
        /// </summary>
        /// <param name="source">The sentence to compare with; not empty.</param>
        /// <param name="sentences">The others; at least one, none empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A similarity for each sentence, in their order; mostly 0 to 1, 1 for the same meaning.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<double>> CompareSentencesAsync(
            string source, IReadOnlyList<string> sentences, string model, SentenceSimilarityOptions? options = null,
                string? provider = null, CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(source);
            CheckTexts(sentences, nameof(sentences));
            return router.ListAsync<double>(
                InferenceTask.SentenceSimilarity,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["source_sentence"] = source, ["sentences"] = sentences },
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }
    }

    private static void CheckTexts(IReadOnlyList<string> texts, string argument)
    {
        ArgumentNullException.ThrowIfNull(texts, argument);
        if (texts.Count == 0 || texts.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("At least one text is required, and none may be empty.", argument);
        }
    }

    private static InferenceException WrongCount(int count, int expected, RoutingReport report) =>
        new(InferenceErrorKind.Protocol, $"{report.Provider} gave {count} results for {expected}.")
        {
            Provider = report.Provider,
            Model = report.Model,
            RequestId = report.RequestId,
        };
}
