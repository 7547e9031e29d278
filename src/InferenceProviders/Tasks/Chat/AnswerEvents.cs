using System.Net.ServerSentEvents;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Reads the events of a stream where a whole answer was asked for: gateways exist that stream whatever the request
/// says (their clients fail with <c>Unexpected token 'd', "data: {"</c>).
/// </summary>
internal static class AnswerEvents
{
    public static bool Are(ReadOnlySpan<byte> body)
    {
        var text = JsonText.Start(body);
        return text.StartsWith("data:"u8) || text.StartsWith("event:"u8) || text.StartsWith(":"u8);
    }

    /// <exception cref="InferenceException">They report a failure, or are cut.</exception>
    public static ChatResponse Read(byte[] body, IAnswerReader reader, Route route, ResponseInfo info)
    {
        List<ChatResponseUpdate> updates = [];
        var isDone = false;
        foreach (var item in SseParser.Create(new MemoryStream(body), static (_, data) => data.ToArray()).Enumerate())
        {
            var json = item.Data.AsSpan().Trim(" \t\r\n"u8);
            isDone |= json.SequenceEqual("[DONE]"u8);
            if (isDone || json.IsEmpty || json[0] == ':')
            {
                continue;
            }

            if (item.EventType == "error")
            {
                throw ErrorFactory.Create(status: null, ErrorBody.Parse(json), route.Source, info);
            }

            for (var update = reader.Read(json); update is not null; update = reader.TakeNext())
            {
                updates.Add(update);
            }
        }

        if (!reader.HasFinished && !isDone)
        {
            throw reader.Incomplete("a stream that ended in the middle");
        }

        updates.AddRange(reader.Finish());
        return AnnotatedText.Join(updates.ToChatResponse());
    }
}
