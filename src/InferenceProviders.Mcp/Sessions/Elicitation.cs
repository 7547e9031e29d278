using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>What servers ask of the user, and who answers it: a form, or a page to visit.</summary>
internal sealed class Elicitation(
    string serverName,
    Func<McpElicitationRequest, CancellationToken, ValueTask<ElicitResult>>? forms,
    Func<McpUrlRequest, CancellationToken, ValueTask<bool>>? pages)
{
    /// <summary>What is announced: only what has somebody to answer it.</summary>
    public ElicitationCapability? Capability => forms is null && pages is null ? null : new ElicitationCapability
    {
        Form = forms is null ? null : new FormElicitationCapability(),
        Url = pages is null ? null : new UrlElicitationCapability(),
    };

    public bool OpensPages => pages is not null;

    public async ValueTask<ElicitResult> AnswerAsync(ElicitRequestParams? request, CancellationToken cancellationToken)
    {
        if (request?.Mode == "url")
        {
            return new ElicitResult
            {
                Action = await VisitAsync(request, cancellationToken).ConfigureAwait(false) ? "accept" : "decline",
            };
        }

        return forms is null
            ? new ElicitResult { Action = "decline" }
            : await forms(
                new McpElicitationRequest(serverName, request ?? new() { Message = "" }),
                cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the user visit all of the pages, one after the other.</summary>
    /// <returns>Whether they did.</returns>
    public async ValueTask<bool> VisitAsync(
        IEnumerable<ElicitRequestParams> requests, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var request in requests)
        {
            if (!await VisitAsync(request, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    private async ValueTask<bool> VisitAsync(ElicitRequestParams request, CancellationToken cancellationToken) =>
        pages is not null
        && Uri.TryCreate(request.Url, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && await pages(
            new McpUrlRequest(serverName, url, request.Message, request.ElicitationId),
            cancellationToken).ConfigureAwait(false);
}
