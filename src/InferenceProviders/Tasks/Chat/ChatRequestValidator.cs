using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>The checks that every protocol makes on a request.</summary>
internal static class ChatRequestValidator
{
    private const int MaxName = 64;
    private const int FewTools = 32;

    /// <param name="messages">The whole history.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="subject">
    /// A protocol that keeps nothing with its verb, for the message: "chat completions keep". Null for one of which the
    /// route decides that.
    /// </param>
    public static IReadOnlyList<ChatMessage> Check(
        IEnumerable<ChatMessage> messages, ChatOptions? options, string? subject)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (subject is null && options?.ContinuationToken is not null)
        {
            // What the abstraction's other clients throw.
            return list.Count == 0 ? list : throw new InvalidOperationException(
                "A response is continued without messages: pass none together with ChatOptions.ContinuationToken.");
        }

        if (list.Count == 0 && string.IsNullOrEmpty(options?.Instructions))
        {
            throw new ArgumentException("There are no messages: pass at least one.", nameof(messages));
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is null)
            {
                throw new ArgumentException($"The message at index {index} is null.", nameof(messages));
            }
        }

        if (options?.Tools?.Contains(null!) is true)
        {
            throw new ArgumentException("ChatOptions.Tools contains null.", nameof(options));
        }

        if (subject is not null && options?.ConversationId is not null)
        {
            throw Unsupported(
                "ChatOptions.ConversationId",
                $"{subject} no conversation; send the whole history and leave it null, or use ChatProtocol.Responses "
                + $"with a provider that keeps them");
        }

        // AllowBackgroundResponses only allows them, and is ignored where there are none (its documentation in
        // Microsoft.Extensions.AI).
        if (subject is not null && options?.ContinuationToken is not null)
        {
            throw Unsupported(
                "ChatOptions.ContinuationToken",
                $"{subject} no background responses, so nothing can be continued; leave it null");
        }

        if (options is not null)
        {
            CheckRanges(options);
            CheckFunctions(options.Tools);
            CheckRequired(options);
            AnswerSchemas.Check(options.ResponseFormat);
        }

        return list;
    }

    /// <summary>Refuses two functions of one name: servers do too, or call one of them for both.</summary>
    public static void CheckDistinct(IList<AITool>? tools)
    {
        // A few are compared with each other, which allocates nothing.
        var names = tools?.Count > FewTools ? new HashSet<string>(tools.Count, StringComparer.Ordinal) : null;
        for (var index = 0; index < tools?.Count; index++)
        {
            if (tools[index] is AIFunctionDeclaration function
                && (names is not null ? !names.Add(function.Name) : IsAmong(tools, index, function.Name)))
            {
                throw Invalid(
                    $"Two functions in ChatOptions.Tools have the name '{function.Name}': a model could not tell "
                    + $"them apart. Rename or leave out one.");
            }
        }
    }

    private static bool IsAmong(IList<AITool> tools, int count, string name)
    {
        for (var index = 0; index < count; index++)
        {
            if (tools[index] is AIFunctionDeclaration other && other.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Refuses functions whose name or schema servers refuse
    /// (https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools).
    /// </summary>
    private static void CheckFunctions(IList<AITool>? tools)
    {
        for (var index = 0; index < tools?.Count; index++)
        {
            if (tools[index] is not AIFunctionDeclaration function)
            {
                continue;
            }

            if (!WireName.IsValid(function.Name, MaxName))
            {
                throw Invalid(
                    $"The name of the function '{function.Name}' is refused by servers: it must have 1 to {MaxName} "
                    + $"letters (a-z, A-Z), digits, '_' and '-'.");
            }

            FunctionForms.Check(function);
        }
    }

    /// <summary>
    /// Refuses to require a function that is not offered: servers answer 400, or call nothing. A tool of the server's
    /// own may have that name.
    /// </summary>
    private static void CheckRequired(ChatOptions options)
    {
        if (options is not { ToolMode: RequiredChatToolMode { RequiredFunctionName: { } name }, Tools.Count: > 0 }
            || options.AdditionalProperties?.ContainsKey("tools") is true)
        {
            return;
        }

        List<string> names = [];
        foreach (var tool in options.Tools)
        {
            if (tool is not AIFunctionDeclaration || tool.Name == name)
            {
                return;
            }

            names.Add(tool.Name);
        }

        var advice = NearestName.Of(name, names) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"There are: {string.Join(", ", names.Take(5))}.";
        throw Invalid(
            $"ChatOptions.ToolMode requires the function '{name}', which is not in ChatOptions.Tools. {advice}");
    }

    /// <summary>
    /// Refuses what no server takes. The ranges are the widest that a provider documents
    /// (https://platform.openai.com/docs/api-reference/chat/create; -1 turns <c>top_k</c> off in vLLM and SGLang); a
    /// provider with a narrower one says so itself.
    /// </summary>
    private static void CheckRanges(ChatOptions options)
    {
        CheckRange(options, "temperature", nameof(options.Temperature), options.Temperature, 0, 2);
        CheckRange(options, "top_p", nameof(options.TopP), options.TopP, 0, 1);
        CheckRange(options, "top_k", nameof(options.TopK), options.TopK, -1, int.MaxValue);
        CheckRange(options, "max_tokens", nameof(options.MaxOutputTokens), options.MaxOutputTokens, 0, int.MaxValue);
        CheckRange(options, "frequency_penalty", nameof(options.FrequencyPenalty), options.FrequencyPenalty, -2, 2);
        CheckRange(options, "presence_penalty", nameof(options.PresencePenalty), options.PresencePenalty, -2, 2);
    }

    private static void CheckRange(
        ChatOptions options, string field, string name, double? value, double least, double most)
    {
        if (value is { } number && !(number >= least && number <= most)
            && options.AdditionalProperties?.ContainsKey(field) is not true)
        {
            var range = most < int.MaxValue
                ? $"be a finite number between {least} and {most}"
                : least == 0
                ? "not be negative"
                : $"be at least {least}";
            throw new ArgumentOutOfRangeException(
                nameof(options), value,
                $"ChatOptions.{name} must {range}. To send another value all the same, set the field '{field}' in "
                + $"AdditionalProperties.");
        }
    }

    /// <summary>
    /// Fields from <see cref="ChatOptions.RawRepresentationFactory"/>, if it made a JSON object or a dictionary.
    /// </summary>
    public static JsonObject? Overrides(ChatOptions? options, IChatClient client)
    {
        var overrides = options?.RawRepresentationFactory?.Invoke(client) switch
        {
            null => null,
            JsonObject json => json,
            JsonElement { ValueKind: JsonValueKind.Object } element => JsonObject.Create(element),
            IEnumerable<KeyValuePair<string, object?>> fields => ToJson(fields),

            // Factories for other clients are common in shared options; theirs are not for us.
            _ => null,
        };
        foreach (var name in (ReadOnlySpan<string>)["model", "stream"])
        {
            if (overrides?.ContainsKey(name) is true || options?.AdditionalProperties?.ContainsKey(name) is true)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be set as a raw field, because the route depends on it: use "
                        + $"ChatOptions.ModelId, and GetStreamingResponseAsync to stream.",
                        nameof(options));
            }
        }

        return overrides;
    }

    private static JsonObject ToJson(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonValueWriter.Write(writer, fields, nameof(ChatOptions.RawRepresentationFactory));
        }

        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    /// <summary>For what is wrong in an argument of the client's methods.</summary>
    public static ArgumentException Invalid(string message, string argument = "options") => new(message, argument);

    public static InferenceException Unsupported(string what, string why) =>
        new(InferenceErrorKind.NotSupported, $"{what} cannot be sent: {why}.");
}
