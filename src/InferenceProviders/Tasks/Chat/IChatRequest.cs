using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A chat request in one of the protocols that an <c>IChatClient</c> speaks.</summary>
internal interface IChatRequest : IChatExchange, ICallSubject
{
    /// <summary>What the request needs from a provider.</summary>
    RequestNeeds Needs { get; }
}
