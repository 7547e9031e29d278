using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Requests;

/// <summary>Requests of the caller's own, whole and streamed.</summary>
internal sealed class RequestRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string> { "request", "streamingRequest" };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        var isStream = call.Method == "streamingRequest";
        var request = await ReadAsync(call, isStream, cancellationToken);
        if (isStream)
        {
            var events = new JsonArray();
            await foreach (var item in router.SendStreamingAsync(request, cancellationToken))
            {
                events.Add(JsonNode.Parse(item.Utf8.Span));
            }

            return events;
        }

        var response = await router.SendAsync(request, cancellationToken);
        return response.MediaType is "application/json"
            ? JsonNode.Parse(response.Body.Span)
            : new JsonObject
            {
                ["$bytes"] = MultipartForm.Digest(response.Body.ToArray()).GetString(),
                ["length"] = response.Body.Length,
                ["type"] = response.MediaType,
            };
    }

    public JsonNode? Expected(WireCase wireCase)
    {
        var result = JsonNode.Parse(wireCase.Result.GetRawText());
        return result is JsonObject stream && stream["$stream"] is { } events ? events.DeepClone() : result;
    }

    private static async Task<InferenceRequest> ReadAsync(
        CapturedCall call, bool isStream, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        InferenceMedia? content = null;
        foreach (var argument in call.Arguments.Where(argument => argument.Name is not "endpointUrl"))
        {
            if (argument.NameEquals("data") && call.File(argument.Value) is { } file)
            {
                content = InferenceMedia.FromBytes(
                    await File.ReadAllBytesAsync(file.Path, cancellationToken), file.MediaType);
            }
            else
            {
                body[argument.Name] = JsonNode.Parse(argument.Value.GetRawText());
            }
        }

        // The JavaScript client asks for the stream by itself; a request of one's own is sent as it is.
        if (isStream)
        {
            body["stream"] = true;
        }

        return new InferenceRequest
        {
            Model = call.Endpoint ?? call.Model,
            Provider = call.Endpoint is null ? call.Provider ?? "hf-inference" : null,
            Path = call.Endpoint is null ? "/models/{model}" : "",
            Json = content is null ? body : null,
            Content = content,
        };
    }
}
