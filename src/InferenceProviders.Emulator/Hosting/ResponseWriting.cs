using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Hosting;

internal static class ResponseWriting
{
    public static Task SendJsonAsync(this HttpResponse response, JsonNode json, CancellationToken cancellationToken) =>
        response.SendBytesAsync(Encoding.UTF8.GetBytes(json.ToWire()), "application/json", cancellationToken);

    public static async Task SendBytesAsync(this HttpResponse response, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
