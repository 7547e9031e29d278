using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The tasks about the rows of a table.</summary>
public static class InferenceRouterTableExtensions
{
    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>
        /// Gives each row of a table a label (task <c>tabular-classification</c>). Labels that are numbers are given as
        /// they were written.
        /// </summary>
        /// <param name="table">The rows, with the columns that the model was trained on.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A label for each row, in their order.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<string>> ClassifyTableAsync(
            InferenceTable table, string model, TabularOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(table);
            return router.ListAsync<string>(
                InferenceTask.TabularClassification,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["data"] = table.ToJson(nameof(table)) },
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>Gives each row of a table a number (task <c>tabular-regression</c>).</summary>
        /// <param name="table">The rows, with the columns that the model was trained on.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A value for each row, in their order.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<double>> PredictTableAsync(
            InferenceTable table, string model, TabularOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(table);
            return router.ListAsync<double>(
                InferenceTask.TabularRegression,
                model,
                provider,
                new PipelineRequest
                {
                    Inputs = new WireBody { ["data"] = table.ToJson(nameof(table)) },
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }
    }
}
