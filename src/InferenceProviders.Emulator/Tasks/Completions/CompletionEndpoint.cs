using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>Answers text completion requests: whole, or as a stream of its words.</summary>
internal sealed class CompletionEndpoint(Emulation emulation)
{
    public Task ProviderAsync(HttpContext context, EmulatedProvider profile) =>
        AnswerAsync(context, ProviderEndpointFilter.Enter(context, emulation, profile, "text-generation", "conversational"), profile);

    public Task OwnServerAsync(HttpContext context) => AnswerAsync(context, ProviderEndpointFilter.EnterEndpoint(context), ProfileTable.Endpoint);

    private async Task AnswerAsync(HttpContext context, Target target, EmulatedProvider profile)
    {
        var call = context.Call();
        var request = CompletionRequest.Read(call.Json!);
        var prompt = Tokens.Count(request.Prompt);
        if (prompt + (request.MaxTokens ?? 0) > target.Offer.ContextLength)
        {
            throw ApiException.Invalid(
                $"This model's maximum context length is {target.Offer.ContextLength} tokens, but {prompt + (request.MaxTokens ?? 0)} were requested.", "prompt", "context_length_exceeded");
        }

        var text = (request.Echo ? request.Prompt : "") + (call.Rule?.ScriptedAnswer?.Text ?? ReplyWriter.Continue(request.Prompt));
        var (pieces, finish) = Limits.Cut(text, request.Stop, request.MaxTokens);
        var completion = new TextCompletion(profile, target.Offer.ProviderId, $"cmpl-{emulation.Next():x12}", emulation.Time.GetUtcNow(), pieces, finish, new(prompt, 0, 0, pieces.Count));
        context.NameRequestId(profile.RequestIdHeader);
        if (request.Stream)
        {
            var stream = new EventStream(context.Response, profile.Stream, emulation.Options.TokenInterval, emulation.Time);
            await stream.WriteAsync(completion.Events(request.IncludeUsage), context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await context.Response.SendJsonAsync(completion.Body(), context.RequestAborted).ConfigureAwait(false);
        }
    }
}
