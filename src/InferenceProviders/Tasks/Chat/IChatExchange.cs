using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Chat;

/// <summary>One request in one protocol: how it is sent on a route, and who reads its answer.</summary>
internal interface IChatExchange
{
    /// <summary>Sends the request; returns when the headers of a successful response are there.</summary>
    Task<HttpResponseMessage> SendAsync(RouteClient client, Route route, CallContext call, RouterSettings settings, CancellationToken cancellationToken);

    IAnswerReader CreateReader(Route route, ResponseInfo info);
}
