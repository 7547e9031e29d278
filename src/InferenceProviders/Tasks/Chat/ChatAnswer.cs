using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A whole answer, as one attempt gave it.</summary>
internal sealed record ChatAnswer(Route Route, ResponseInfo Info, ChatResponse Response) : IAttemptResult;
