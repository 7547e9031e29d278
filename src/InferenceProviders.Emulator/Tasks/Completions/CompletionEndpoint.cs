using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>Answers text completion requests: whole, or as a stream of its words.</summary>
internal static class CompletionEndpoint
{
    public static async Task AnswerAsync(HttpContext context)
    {
        var call = context.Call();
        var (emulation, provider) = (call.Emulation, call.Provider!);
        var target = ProviderEndpointFilter.Enter(context, "text-generation", "conversational");
        var request = CompletionRequest.Read(call.Json!);
        var prompt = Tokens.Count(request.Prompt);
        if (prompt + (request.MaxTokens ?? 0) > target.Offer.ContextLength)
        {
            throw ApiException.Invalid(
                $"This model's maximum context length is {target.Offer.ContextLength} tokens, but "
                    + $"{prompt + (request.MaxTokens ?? 0)} were requested.",
                    "prompt", "context_length_exceeded");
        }

        var text = (request.Echo ? request.Prompt : "")
            + (call.Rule?.ScriptedAnswer?.Text ?? ReplyWriter.Continue(request.Prompt));
        var (pieces, finish) = Limits.Cut(text, request.Stop, request.MaxTokens);
        var completion = new TextCompletion(
            provider, target.Offer.ProviderId, $"cmpl-{emulation.Next():x12}", emulation.Time.GetUtcNow(), pieces,
            finish, new(prompt, 0, 0, pieces.Count));
        context.NameRequestId(provider.RequestIdHeader);
        if (request.Stream)
        {
            var stream = new EventStream(
                context.Response, provider.Stream, emulation.Options.TokenInterval, emulation.Time);
            await stream.WriteAsync(
                completion.Events(request.IncludeUsage), context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await context.Response.SendJsonAsync(completion.Body(), context.RequestAborted).ConfigureAwait(false);
        }
    }
}
