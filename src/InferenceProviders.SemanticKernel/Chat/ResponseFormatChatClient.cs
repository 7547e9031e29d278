using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// Puts the <c>response_format</c> of execution settings into the options. Semantic Kernel's own translation
/// (<c>ToChatOptions</c>) takes any JSON for a schema, OpenAI's envelope too (microsoft/semantic-kernel#8916), and
/// drops .NET types, JSON nodes and unknown words.
/// </summary>
internal sealed class ResponseFormatChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>
    /// Under this name <see cref="KernelChatCompletionService"/> hands the format through Semantic Kernel. It is never
    /// sent.
    /// </summary>
    public const string Property = "inference_providers.response_format";

    /// <summary>
    /// The core reads whether the schema is strict under this name; <c>strict</c> itself would be about functions, too.
    /// </summary>
    private const string StrictProperty = "inference_providers.strict_schema";

    private const string KernelOptions = "Microsoft.Extensions.AI.KernelChatOptions";

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, WithFormat(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, WithFormat(options), cancellationToken);

    private static ChatOptions? WithFormat(ChatOptions? options)
    {
        if (options is null || Find(options) is not { } format)
        {
            return options;
        }

        var copy = options.Clone();
        copy.ResponseFormat = format.Format;
        copy.AdditionalProperties?.Remove(Property);
        if (format.Strict is { } strict)
        {
            (copy.AdditionalProperties ??= [])[StrictProperty] = strict;
        }

        return copy;
    }

    private static ResponseFormat? Find(ChatOptions options) =>
        options.AdditionalProperties?.TryGetValue(Property, out var handed) is true ? ResponseFormats.Read(handed)
        : options.ResponseFormat switch
        {
            // A name or a description was given by someone who knew that it is a schema.
            ChatResponseFormatJson { Schema: { } json, SchemaName: null, SchemaDescription: null } =>
                ResponseFormats.Read(json),
            null when options.GetType().FullName == KernelOptions && SettingsOf(options)?.ExtensionData is { } data =>
                ResponseFormats.Read(data.FirstOrDefault(IsFormat).Value),
            _ => null,
        };

    private static bool IsFormat(KeyValuePair<string, object> setting) =>
        setting.Key.Equals(ResponseFormats.Setting, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The settings that the options were made from. Where a prompt function has an <see cref="IChatClient"/> and no
    /// chat completion service, this is the only place that still has what Semantic Kernel dropped.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ExecutionSettings")]
    private static extern PromptExecutionSettings? SettingsOf(
        [UnsafeAccessorType(
            "Microsoft.Extensions.AI.KernelChatOptions, Microsoft.SemanticKernel.Abstractions")] object options);
}
