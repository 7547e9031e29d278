namespace InferenceProviders.TestUtilities;

/// <summary>A request as the server saw it.</summary>
internal sealed record ReceivedMessage(string Method, IReadOnlyDictionary<string, string> Headers);
