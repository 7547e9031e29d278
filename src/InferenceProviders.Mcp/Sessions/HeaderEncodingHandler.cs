using System.Text;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Writes what the protocol has in headers of its own (<c>Mcp-Name</c> is the tool's name) in the form that it has for
/// texts outside ASCII. The MCP library writes them as they are, and the request would not be sent.
/// </summary>
internal sealed class HeaderEncodingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase) && values.Count == 1
                && values.ToString() is var value && !Ascii.IsValid(value))
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, McpHeaderEncoder.EncodeValue(value));
                return SendAsync(request, cancellationToken);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
