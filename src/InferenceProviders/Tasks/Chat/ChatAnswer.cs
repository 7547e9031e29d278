using System.Runtime.CompilerServices;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A whole answer, as one attempt gave it.</summary>
internal sealed record ChatAnswer(Attempt Attempt, ResponseInfo Info, ChatResponse Response) : IAttemptResult
{
    public UsageDetails? Usage => Response.Usage;

    public AnswerDetails Details => new()
    {
        Id = Response.ResponseId,
        Model = Response.ModelId,
        FinishReason = Response.FinishReason,
        Messages = Attempt.Call.Settings.CaptureMessageContent ? Response.Messages : null,
    };

    /// <summary>Sends the request and reads the answer to its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ChatAnswer> AskAsync(IChatExchange request, Attempt attempt)
    {
        using var response = await attempt.SendAsync(request.Write(attempt), attempt.Token).ConfigureAwait(false);
        request.Accepted(attempt);
        var bytes = await ResponseBody.ReadAsync(
            response, attempt.Call.Settings.Limits.ResponseBytes, attempt.Token).ConfigureAwait(false);
        var info = ResponseInfo.From(response);
        var answer = Read(bytes, request.CreateReader(attempt.Route, info), attempt.Route, info);
        if (answer.FinishReason == ChatFinishReason.ContentFilter)
        {
            WithheldAnswer.Check(
                attempt, answer.FinishReason, answer.Messages.SelectMany(message => message.Contents));
        }

        return new ChatAnswer(attempt, info, answer);
    }

    private static ChatResponse Read(byte[] bytes, IAnswerReader reader, Route route, ResponseInfo info)
    {
        if (AnswerEvents.Are(bytes))
        {
            return AnswerEvents.Read(bytes, reader, route, info);
        }

        reader.RequireJson(bytes);

        var answer = reader.ReadWhole(bytes);
        answer.RawRepresentation = reader.KeepRaw(bytes);
        return answer;
    }
}
