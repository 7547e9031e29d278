using InferenceProviders.Media;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Tasks.Pipelines;

/// <summary>
/// Sends a request to a pipeline of HF Inference or of Inference Endpoints: <c>{"inputs","parameters"}</c>, or the bare
/// file when there is nothing to say about it ("If no parameters are provided, you can also provide the data as a raw
/// bytes payload" in the task specifications).
/// </summary>
internal static class PipelineExchange
{
    public static async Task<ProviderAnswer> SendAsync(PipelineRequest request, TaskExchange exchange, string path)
    {
        var parameters = request.Body();
        if (request.Media is null)
        {
            return await PostAsync(request.Inputs, parameters, request, exchange, path).ConfigureAwait(false);
        }

        if (request.MediaField is null && !parameters.Any() && request.Overrides is not { Count: > 0 })
        {
            var upload = await exchange.UploadAsync(request.Media, request.Kind).ConfigureAwait(false);
            return await exchange.PostAsync(path, upload.Content).ConfigureAwait(false);
        }

        var media = await exchange.ReadAsync(request.Media, request.Kind).ConfigureAwait(false);
        var file = new InputMedia(media, InputForm.Base64, "");
        object inputs = request.MediaField is { } field
            ? new WireBody((WireBody)request.Inputs!) { [field] = file }
            : file;
        return await PostAsync(inputs, parameters, request, exchange, path).ConfigureAwait(false);
    }

    private static Task<ProviderAnswer> PostAsync(
        object? inputs, WireBody parameters, PipelineRequest request, TaskExchange exchange, string path)
    {
        var body = new WireBody { ["inputs"] = inputs, ["parameters"] = parameters.Any() ? parameters : null };
        body.Override(request.Overrides);
        return exchange.PostJsonAsync(path, body, static (writer, body) => body.WriteTo(writer));
    }
}
