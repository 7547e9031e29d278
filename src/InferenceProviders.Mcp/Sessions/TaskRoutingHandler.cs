using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Names the task in the header by which load balancers find the instance of a server that has it (SEP-2663,
/// "Streamable HTTP: Routing Headers").
/// </summary>
internal sealed class TaskRoutingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Name = "Mcp-Name";

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is JsonContent { Value: JsonRpcRequest { Params: JsonObject parameters } call }
            && call.Method.StartsWith("tasks/", StringComparison.Ordinal)
            && AnswerRepair.Text(parameters["taskId"]) is { } id)
        {
            request.Headers.Remove(Name);
            request.Headers.TryAddWithoutValidation(Name, McpHeaderEncoder.EncodeValue(id));
        }

        return base.SendAsync(request, cancellationToken);
    }
}
