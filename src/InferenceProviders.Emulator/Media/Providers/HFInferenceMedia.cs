using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Chat;
using InferenceProviders.Emulator.Errors;
using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Media.Files;
using InferenceProviders.Emulator.Pipelines;
using InferenceProviders.Emulator.Providers;

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
        app.MapPost(RoutePattern.Of("hf-inference", "/models/{model}"), context => MakeAsync(context, ProviderGate.EnterWithAnyBody(context, emulation, Tasks).Offer.Task));
        app.MapPost("/endpoint/", OwnServerAsync);
    }

    private static Task OwnServerAsync(HttpContext context)
    {
        ProviderGate.AuthenticateEndpoint(context.Call());
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

    private static MadeFile FromJson(string task, JsonObject json)
    {
        var inputs = json.RequiredText("inputs");
        var fields = json.Object("parameters")?.DeepClone().AsObject() ?? [];
        if (task == "text-to-image")
        {
            return Wish.Read(task, fields, inputs).Paint()[0];
        }

        fields["inputs"] = inputs;
        return Wish.Read(task, fields, images: "inputs").Paint()[0];
    }

    private static MadeFile FromBytes(string task, ReadOnlyMemory<byte> body) =>
        task == "text-to-image" || body.IsEmpty ? throw FieldReader.Missing("inputs")
            : Wish.Read(task, new JsonObject { ["inputs"] = Convert.ToBase64String(body.Span) }, images: "inputs").Paint()[0];
}
