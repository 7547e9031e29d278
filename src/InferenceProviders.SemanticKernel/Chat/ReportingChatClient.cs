using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.AI;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>
/// Semantic Kernel makes its messages from those of the response and drops the response's own properties: the report is
/// put onto the last message as well, where it becomes metadata. Streamed updates keep theirs.
/// </summary>
internal sealed class ReportingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        if (response.GetRoutingReport() is { } report && response.Messages is [.., var last])
        {
            (last.AdditionalProperties ??= [])[ContentMetadata.Report] = report;
        }

        return response;
    }
}
