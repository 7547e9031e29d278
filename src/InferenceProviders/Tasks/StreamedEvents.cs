using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>What the events of all streamed tasks have in common.</summary>
internal static class StreamedEvents
{
    /// <summary>The data of an event as JSON.</summary>
    /// <exception cref="InferenceException">It is something else.</exception>
    public static JsonElement Parse(byte[] data, StreamedAnswer answer)
    {
        try
        {
            return JsonText.Parse(data);
        }
        catch (JsonException)
        {
            throw answer.Empty().NotAResult("events in JSON", "an event with something else");
        }
    }

    /// <summary>Whether there is a value, and it is not null.</summary>
    public static bool IsSomething(this JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>An error that came inside the stream.</summary>
    /// <param name="eventType">The event's name in its frame.</param>
    /// <param name="root">Its data.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="hasAnswer">Whether there is something of the answer in it.</param>
    /// <exception cref="InferenceException">The event is an error.</exception>
    public static void ThrowIfError(string eventType, JsonElement root, TaskExchange exchange, bool hasAnswer)
    {
        var body = eventType == "error" || (!hasAnswer && root.At("error").IsSomething())
            ? ErrorBody.Parse(root)
            : FailureFrame.Find(root, hasAnswer);
        if (body is { } failure)
        {
            throw ErrorFactory.Create(status: null, failure, exchange.Route.Source, exchange.Info);
        }
    }

    /// <summary>The tokens that an event or an answer counts; null when it counts none.</summary>
    public static UsageDetails? Usage(JsonElement root)
    {
        if (root.At("usage") is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element));
        reader.Read();
        UsageDetails? usage = null;
        UsageReader.Read(ref reader, ref usage);
        return usage is { InputTokenCount: null, OutputTokenCount: null, TotalTokenCount: null } ? null : usage;
    }
}
