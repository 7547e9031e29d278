using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses.Intent;

/// <summary>What a recorded request asks for, in the terms of Microsoft.Extensions.AI.</summary>
internal sealed record ChatIntent(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, bool Stream);

/// <summary>A recorded request says something that Microsoft.Extensions.AI has no words for.</summary>
internal sealed class InexpressibleException(string what) : Exception(what);
