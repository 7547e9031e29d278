using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Pipelines;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>
/// The pipelines of HF Inference: <c>{"inputs","parameters"}</c>, or the image alone, to the image itself. An endpoint of one's own is at the root
/// of its host; the first part of the host's name says its task (<c>text-to-image.example.org</c>).
/// </summary>
internal sealed class HFInferenceMedia(Emulation emulation)
{
    private static readonly string[] Tasks = ["text-to-image", "image-to-image", .. PipelineModels.Tasks];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(RoutePattern.Of("hf-inference", "/models/{model}"), context => MakeAsync(context, ProviderEndpointFilter.EnterWithAnyBody(context, emulation, Tasks).Offer.Task));
        app.MapPost("/endpoint/", OwnServerAsync);
    }

    private static Task OwnServerAsync(HttpContext context)
    {
        ProviderEndpointFilter.AuthenticateEndpoint(context.Call());
        var task = context.Call().Address.Host.Split('.')[0];
        return Tasks.Contains(task) ? MakeAsync(context, task) : throw new ApiException(404, "Not Found");
    }

    private static Task MakeAsync(HttpContext context, string task)
    {
        var call = context.Call();
        if (PipelineModels.Tasks.Contains(task))
        {
            return PipelineModels.AnswerAsync(context, task);
        }

        var file = call.Json is { } json ? FromJson(task, json) : FromBytes(task, call.Request.Body);
        return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
    }

    private static MediaFile FromJson(string task, JsonObject json)
    {
        var inputs = json.RequiredText("inputs");
        var fields = json.Object("parameters")?.DeepClone().AsObject() ?? [];
        if (task == "text-to-image")
        {
            return GenerationRequest.Read(task, fields, inputs).Render()[0];
        }

        fields["inputs"] = inputs;
        return GenerationRequest.Read(task, fields, images: "inputs").Render()[0];
    }

    private static MediaFile FromBytes(string task, ReadOnlyMemory<byte> body) =>
        task == "text-to-image" || body.IsEmpty ? throw FieldReader.Missing("inputs")
            : GenerationRequest.Read(task, new JsonObject { ["inputs"] = Convert.ToBase64String(body.Span) }, images: "inputs").Render()[0];
}
