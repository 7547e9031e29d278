using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp;

/// <summary>
/// A server's request for input of the user. Show <paramref name="ServerName"/> to the user: the server wrote the rest.
/// </summary>
/// <param name="ServerName">The server, as the tool in the options names it.</param>
/// <param name="Parameters">The message and the schema of the form.</param>
public sealed record McpElicitationRequest(string ServerName, ElicitRequestParams Parameters);
