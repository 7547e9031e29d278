namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>A request as the server saw it.</summary>
internal sealed record ReceivedMessage(string Method, IReadOnlyDictionary<string, string> Headers);
