using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Answers chat completion requests: checks them, asks the model, writes in the provider's form.</summary>
internal static class ChatEndpoint
{
    /// <summary>The server-side router: picks the provider, and passes its answer on as it is.</summary>
    public static Task AutoAsync(HttpContext context)
    {
        var call = context.Call();
        Authentication.RequireInferenceToken(call);
        JsonBody.Require(context);
        var target = call.Target
            ?? (call.Rule?.ScriptedAnswer is null
            ? throw NotServed(call)
            : ProviderEndpointFilter.AnyModel(call, "emulator"));
        context.Response.Headers["x-inference-provider"] = target.Offer.Provider;
        var provider = call.Emulation.FindProvider(target.Offer.Provider);
        return AnswerAsync(context, target, provider?.Chat is null ? call.Emulation.OwnServer
            : provider, JsonSchemaDialect.OpenAI);
    }

    /// <summary>A provider, behind the router or at its own host, or a model server of one's own.</summary>
    public static Task ProviderAsync(HttpContext context, JsonSchemaDialect? schemas) =>
        AnswerAsync(
            context, ProviderEndpointFilter.Enter(context, "conversational", "text-generation"),
            context.Call().Provider!, schemas);

    /// <summary>Asks the model, and writes its answer in the provider's form.</summary>
    public static async Task AnswerAsync(
        HttpContext context, Target target, EmulatedProvider provider, JsonSchemaDialect? dialect)
    {
        var call = context.Call();
        var completion = Complete(call, target, provider, dialect);
        context.NameRequestId(provider.RequestIdHeader);
        if (completion.Request.Stream)
        {
            var stream = new EventStream(
                context.Response, provider.Stream, call.Emulation.Options.TokenInterval, call.Emulation.Time);
            await stream.WriteAsync(
                new ChatEvents(provider, completion, target.Offer).All(), context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await context.Response.SendJsonAsync(
                new ChatBodyWriter(provider, completion, target.Offer)
                .Write(), context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static ChatCompletion Complete(
        EmulatedCall call, Target target, EmulatedProvider provider, JsonSchemaDialect? dialect)
    {
        var request = ChatRequestReader.Read(call.Json!, dialect);
        ModelLimits.Check(request, target);
        ReasoningReplay.Check(call.Json!, provider.Chat!);
        var number = call.Emulation.Next();
        var answer = call.Rule?.ScriptedAnswer is { } scripted
            ? Scripted(scripted, number)
            : Assistant.Answer(request, target.Model, number);
        var (reasoning, text, calls, finish) = ChatCompletion.Limit(answer, request);
        return new()
        {
            Id = $"chatcmpl-{number:x12}",
            Created = call.Emulation.Time.GetUtcNow(),
            Model = target.Offer.ProviderId,
            Reasoning = reasoning,
            Text = text,
            ToolCalls = calls,
            Finish = finish,
            ScriptedFinish = answer.FinishReason,
            Usage = new(
                PromptTokens.Count(request),
                call.Emulation.PromptCache.Reuse(
                    $"{target.Offer.Provider} {target.Model.Id}", PromptTokens.ByMessage(request)),
                reasoning.Count,
                reasoning.Count + text.Count
                    + calls.Sum(tool => Tokens.Count(tool.Name) + Tokens.Count(tool.Arguments))),
            Request = request,
        };
    }

    private static ChatAnswer Scripted(EmulatorAnswer answer, long number) => new(answer.Text)
    {
        Reasoning = answer.Reasoning,
        ToolCalls = [
            .. answer.ToolCalls.Select(
                (call, i) => new ToolCall(call.Id ?? $"call_{number:x}_{i}", call.Name, call.Arguments))],
        FinishReason = answer.FinishReason,
    };

    /// <summary>The router's body for models without a provider, as users report it.</summary>
    private static ApiException NotServed(EmulatedCall call)
    {
        if (call.Request.RequestedModel is not { } model)
        {
            return new(400, FieldReader.Missing("model").Message, "missing_required_parameter", "model")
            {
                Form = ErrorForm.Object,
            };
        }

        var sent = call.Json!["model"]!.GetValue<string>();
        return RouterPolicy.Split(sent).Suffix is { } suffix and not ("fastest" or "cheapest" or "preferred")
            ? new(
                400, $"The requested model '{model}' is not supported by the provider '{suffix}'.",
                "model_not_supported", "model")
            {
                Form = ErrorForm.Object,
            }
            : new(
                400, $"The requested model '{sent}' is not supported by any provider you have enabled.",
                "model_not_supported", "model")
            {
                Form = ErrorForm.Object,
            };
    }
}
