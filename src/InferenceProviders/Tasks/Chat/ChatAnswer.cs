using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Failures;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A whole answer, as one attempt gave it.</summary>
internal sealed record ChatAnswer(Route Route, ResponseInfo Info, ChatResponse Response) : IAttemptResult
{
    /// <summary>Sends the request and reads the answer to its end.</summary>
    public static async Task<ChatAnswer> AskAsync(IChatExchange request, Route route, CallContext call, RouterRuntime core)
    {
        try
        {
            using var response = await request.SendAsync(core.Client, route, call, core.Settings, call.Token).ConfigureAwait(false);
            var info = ResponseInfo.From(response);
            using var body = await ResponseBody.ReadPooledAsync(response, core.Settings.Limits.ResponseBytes, call.Token).ConfigureAwait(false);
            return new ChatAnswer(route, info, Read(body.Bytes.ToArray(), request.CreateReader(route, info)));
        }
        catch (Exception exception) when (Failure.Translate(exception, route, call) is var translated && !ReferenceEquals(translated, exception))
        {
            throw translated;
        }
    }

    private static ChatResponse Read(byte[] bytes, IAnswerReader reader)
    {
        reader.RequireJson(bytes);

        var answer = reader.ReadWhole(bytes);
        answer.RawRepresentation = reader.KeepRaw(bytes);
        return answer;
    }
}
