using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Tasks.Chat;

/// <summary>One request in one protocol: what is sent on a route, and who reads its answer.</summary>
internal interface IChatExchange
{
    /// <summary>Writes the message for an attempt's route.</summary>
    RouteMessage Write(Attempt attempt);

    /// <summary>The provider has taken the message: a successful answer has begun.</summary>
    void Accepted(Attempt attempt)
    {
    }

    IAnswerReader CreateReader(Route route, ResponseInfo info);
}
