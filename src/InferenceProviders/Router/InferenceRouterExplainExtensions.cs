using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Tasks.Clients;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Explains which providers a call would ask, without making the call. The Hub and the list of models are asked where
/// they are not known yet; no provider is.
/// </summary>
public static class InferenceRouterExplainExtensions
{
    /// <summary>Explains which providers a chat would ask.</summary>
    /// <param name="router">The router.</param>
    /// <param name="model">
    /// As for <see cref="InferenceRouter.AsIChatClient(string, string?)"/>; the router's fall-back models follow it.
    /// </param>
    /// <param name="options">
    /// The options of the call: its model, its <see cref="RoutingOptions"/>, and what it needs of a provider (tools, a
    /// JSON schema, how many tokens). Null for none.
    /// </param>
    /// <param name="cancellationToken">Cancels questions to the Hub.</param>
    /// <returns>The models and their routes, in order. The prompt counts as the longest that the model takes.</returns>
    /// <exception cref="ArgumentException">The text is not a model reference, or an option is wrong.</exception>
    public static Task<RoutingExplanation> ExplainAsync(
        this InferenceRouter router, string model, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ExplainChatAsync(router, Bind(router, model), messages: null, options, cancellationToken);

    /// <summary>Explains which providers a chat with a chain of models would ask.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models">
    /// As for <see cref="InferenceRouterChainExtensions.AsIChatClient(InferenceRouter, IEnumerable{string},
    /// ChatProtocol)"/>.
    /// </param>
    /// <param name="options"><inheritdoc cref="ExplainAsync(InferenceRouter, string, ChatOptions?, CancellationToken)"
    /// path="/param[@name='options']"/></param>
    /// <param name="cancellationToken">Cancels questions to the Hub.</param>
    /// <returns>The models and their routes, in order. The prompt counts as the longest that the model takes.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or an option is wrong.
    /// </exception>
    public static Task<RoutingExplanation> ExplainAsync(
        this InferenceRouter router, IEnumerable<string> models, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ExplainChatAsync(router, Bind(router, models), messages: null, options, cancellationToken);

    /// <summary>
    /// Explains which providers a chat with these messages would ask: models that are too short for them are left out,
    /// and the price at most is that of this prompt.
    /// </summary>
    /// <param name="router">The router.</param>
    /// <param name="models">One model, or those of a chain.</param>
    /// <param name="messages">The messages. They are not sent.</param>
    /// <param name="options"><inheritdoc cref="ExplainAsync(InferenceRouter, string, ChatOptions?, CancellationToken)"
    /// path="/param[@name='options']"/></param>
    /// <param name="cancellationToken">Cancels questions to the Hub.</param>
    /// <returns>The models and their routes, in order.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or an option is wrong.
    /// </exception>
    public static Task<RoutingExplanation> ExplainAsync(
        this InferenceRouter router, IEnumerable<string> models, IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ExplainChatAsync(router, Bind(router, models), messages, options, cancellationToken);
    }

    /// <summary>Explains which providers would be asked for a task other than chat.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models">One model, or those of a chain.</param>
    /// <param name="task">The task: <see cref="InferenceTask.TextToImage"/>, for example.</param>
    /// <param name="routing">What the call wants otherwise than the router's options; null for nothing.</param>
    /// <param name="cancellationToken">Cancels questions to the Hub.</param>
    /// <returns>The models and their routes, in order.</returns>
    /// <exception cref="ArgumentException">
    /// There are no models or too many, a text is not a model reference, or an option is wrong.
    /// </exception>
    public static Task<RoutingExplanation> ExplainAsync(
        this InferenceRouter router, IEnumerable<string> models, InferenceTask task, RoutingOptions? routing = null,
        CancellationToken cancellationToken = default)
    {
        var chain = Bind(router, models);
        return router.Core.Explainer.ExplainAsync(
            new CallTarget(chain.Reference, task)
            {
                AlternativeTask = AlternativeOf(task),
                EndpointModel = chain.EndpointModel,
                Scope = FallbackScope.AnyModel,
                Fallbacks = chain.Fallbacks,
                Needs = new() { Routing = routing },
            },
            cancellationToken);
    }

    /// <summary>By the target that a client of the model would have for the call.</summary>
    private static Task<RoutingExplanation> ExplainChatAsync(
        InferenceRouter router, BoundModel model, IEnumerable<ChatMessage>? messages, ChatOptions? options,
        CancellationToken cancellationToken)
    {
        var client = new InferenceChatClient(router, model, provider: null, ChatProtocol.Auto);
        var target = client.TargetOf(messages ?? [new(ChatRole.User, "Any")], options);

        // Without messages the prompt may be as long as the model takes.
        return router.Core.Explainer.ExplainAsync(
            messages is not null ? target
            : target with { Needs = target.Needs with { PromptBytes = 0, HasExactSize = false } },
            cancellationToken);
    }

    /// <summary>Some models are listed for text and image together; they take either request, too.</summary>
    private static InferenceTask AlternativeOf(InferenceTask task) =>
        task == InferenceTask.TextToImage || task == InferenceTask.ImageToImage ? InferenceTask.ImageTextToImage
        : task == InferenceTask.TextToVideo || task == InferenceTask.ImageToVideo ? InferenceTask.ImageTextToVideo
        : default;

    private static BoundModel Bind(InferenceRouter router, string model)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new(router.Check(model, provider: null).Model);
    }

    private static BoundModel Bind(InferenceRouter router, IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(router);
        return router.Check(models);
    }
}
