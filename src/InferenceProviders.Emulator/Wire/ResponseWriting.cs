using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Wire;

/// <summary>The ends of responses.</summary>
internal static class ResponseWriting
{
    public const string DefaultRequestIdHeader = "x-request-id";

    public static Task SendJsonAsync(this HttpResponse response, JsonNode json, CancellationToken cancellationToken) =>
        response.SendBytesAsync(Encoding.UTF8.GetBytes(json.ToWire()), "application/json", cancellationToken);

    /// <summary>Puts the request's id into the header in which a provider has it.</summary>
    public static void NameRequestId(this HttpContext context, string header)
    {
        if (context.Response.Headers.Remove(DefaultRequestIdHeader, out var id))
        {
            context.Response.Headers[header] = id;
        }
    }

    public static async Task SendBytesAsync(
        this HttpResponse response, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
