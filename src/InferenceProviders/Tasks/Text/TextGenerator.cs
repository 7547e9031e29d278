using System.Runtime.CompilerServices;
using System.Text;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Text;

/// <summary>Raw text completion, whole and streamed. It goes the way of chat: the same plan, attempts, deadlines and streams.</summary>
internal static class TextGenerator
{
    public static async Task<TextGenerationResponse> GenerateAsync(RouterRuntime core, ModelReference model, string? provider, TextRequest request, CancellationToken cancellationToken)
    {
        using var call = new CallContext(core.Settings, model.Text, cancellationToken) { Subject = request };
        var plan = await PlanAsync(core, model, provider, request, call).ConfigureAwait(false);
        var answer = await core.Attempts.RunAsync(
            plan, call, (request, core), static (state, route, call) => ChatAnswer.AskAsync(state.request, route, call, state.core)).ConfigureAwait(false);
        var response = answer.Response;
        return new TextGenerationResponse
        {
            Text = TextOf(response.Messages),
            FinishReason = response.FinishReason,
            Usage = response.Usage,
            ModelId = response.ModelId,
            ResponseId = response.ResponseId,
            CreatedAt = response.CreatedAt,
            RawRepresentation = response.RawRepresentation,
            RoutingReport = call.Report(answer.Route, answer.Info, timeToFirstToken: null, response.Usage),
        };
    }

    public static async IAsyncEnumerable<TextGenerationUpdate> StreamAsync(
        RouterRuntime core, ModelReference model, string? provider, TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new CallContext(core.Settings, model.Text, cancellationToken) { Subject = request };
        var plan = await PlanAsync(core, model, provider, request, call).ConfigureAwait(false);
        var stream = await core.Attempts.RunAsync(
            plan, call, (request, core), static (state, route, call) => ChatStream.OpenAsync(state.request, route, call, state.core.Client, state.core.Settings)).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAsync().ConfigureAwait(false) is { } update)
            {
                yield return new TextGenerationUpdate
                {
                    Text = update.Text,
                    FinishReason = update.FinishReason,
                    Usage = stream.IsLast ? stream.Usage : null,
                    ModelId = update.ModelId,
                    ResponseId = update.ResponseId,
                    RawRepresentation = update.RawRepresentation,
                    RoutingReport = stream.IsLast ? call.Report(stream.Route, stream.Info, stream.TimeToFirstToken, stream.Usage) : null,
                };
            }
        }
    }

    private static string TextOf(IList<ChatMessage> messages)
    {
        if (messages.Count == 1)
        {
            return messages[0].Text;
        }

        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.Append(message.Text);
        }

        return text.ToString();
    }

    private static async ValueTask<RoutePlan> PlanAsync(RouterRuntime core, ModelReference model, string? provider, TextRequest request, CallContext call)
    {
        try
        {
            return await core.Planner.PlanAsync(model, provider, InferenceTask.TextGeneration, request.Options.EndpointModel, call.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw call.Translate(exception, route: null);
        }
    }
}
