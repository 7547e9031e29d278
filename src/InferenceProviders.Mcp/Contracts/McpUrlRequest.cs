namespace InferenceProviders.Mcp;

/// <summary>
/// A server's request that the user visits a page: to log in, to pay, to confirm. Show <paramref name="ServerName"/>
/// and the host of
/// <paramref name="Url"/> to the user, and open the page only when they agree: the server wrote the rest.
/// </summary>
/// <param name="ServerName">The server, as the tool in the options names it.</param>
/// <param name="Url">The page; http or https.</param>
/// <param name="Message">Why, in the server's words.</param>
/// <param name="ElicitationId">The server's id of the request, if it gave one.</param>
public sealed record McpUrlRequest(string ServerName, Uri Url, string Message, string? ElicitationId);
