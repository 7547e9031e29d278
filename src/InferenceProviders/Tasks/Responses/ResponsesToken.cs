using System.Buffers;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Which response a <see cref="ResponseContinuationToken"/> means, and the last event of its stream that the caller
/// has. The JSON is that of Microsoft.Extensions.AI.OpenAI, so that either client goes on where the other stopped.
/// </summary>
internal sealed record ResponsesToken(string ResponseId, long? SequenceNumber)
{
    /// <exception cref="ArgumentException">The token is not one of the Responses API.</exception>
    public static ResponsesToken Read(ResponseContinuationToken token)
    {
        try
        {
            var json = JsonText.Parse(token.ToBytes().Span);
            if ((json.Text("responseId") ?? json.Text("ResponseId")) is { } id)
            {
                return new(id, (long?)(json.Number("sequenceNumber") ?? json.Number("SequenceNumber")));
            }
        }
        catch (JsonException)
        {
            // Said below: a token of another client is no JSON, or another.
        }

        throw ChatRequestValidator.Invalid(
            "ChatOptions.ContinuationToken is not one of the Responses API: give the token of the response, or of the "
            + "last update, that is to be continued.");
    }

    public ResponseContinuationToken ToToken()
    {
        var buffer = new ArrayBufferWriter<byte>(96);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("responseId"u8, ResponseId);
            if (SequenceNumber is { } number)
            {
                writer.WriteNumber("sequenceNumber"u8, number);
            }

            writer.WriteEndObject();
        }

        return ResponseContinuationToken.FromBytes(buffer.WrittenMemory);
    }

    /// <summary>Where the response is, or is canceled.</summary>
    public Uri Address(Uri responses, bool stream, bool cancel)
    {
        var query = !stream ? "" : SequenceNumber is { } after ? $"stream=true&starting_after={after}" : "stream=true";
        var address = new UriBuilder(responses)
        {
            Path = $"{responses.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(ResponseId)}"
                + (cancel ? "/cancel" : ""),
        };
        address.Query = string.Join(
            '&', ((string[])[address.Query.TrimStart('?'), query]).Where(static part => part.Length > 0));
        return address.Uri;
    }
}
