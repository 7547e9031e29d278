using Microsoft.Extensions.AI;

namespace ProviderCheck.Checks;

/// <summary>Calls of tools, and what becomes of their results.</summary>
internal static class ToolChecks
{
    private static readonly AIFunctionDeclaration Weather = AIFunctionFactory.CreateDeclaration(
        "get_weather", "Tells the weather in a city right now.", System.Text.Json.JsonDocument.Parse(
            """
            {"type":"object","properties":{"city":{"type":"string","description":"The city's name."}},
             "required":["city"]}
            """)
            .RootElement);

    public static IEnumerable<Check> All =>
    [
        new("tools", "one call", false, OneAsync),
        new("tools", "result", false, ResultAsync),
        new("tools", "parallel calls", true, ParallelAsync),
        new("tools", "required", true, RequiredAsync),
        new("tools", "streamed", false, StreamedAsync),
    ];

    private static async Task<string> OneAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await AskAsync(session, "What is the weather in Paris?", null, cancellationToken);
        var call = Require(response, "Paris");
        return response.FinishReason == ChatFinishReason.ToolCalls
            ? $"It calls get_weather for {City(call)}."
            : throw new DefectException(
                $"It calls the tool, and the finish reason is "
                + $"'{response.FinishReason?.Value ?? "missing"}', not 'tool_calls'.");
    }

    private static async Task<string> ResultAsync(CheckSession session, CancellationToken cancellationToken)
    {
        const string Question = "What is the weather in Paris?";
        var response = await AskAsync(session, Question, null, cancellationToken);
        var call = Require(response, "Paris");
        ChatMessage[] history =
        [
            new(ChatRole.User, Question),
            .. response.Messages,
            new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "17 degrees and hailing")]),
        ];
        var answer = await session.Chat.GetResponseAsync(history, Options(session, null), cancellationToken);
        return answer.Text.Contains("17", StringComparison.Ordinal)
            ? $"It answers from the result: \"{ChatChecks.Excerpt(answer.Text)}\"."
            : throw new DefectException(
                $"The answer does not have the tool's result: \"{ChatChecks.Excerpt(answer.Text)}\".");
    }

    private static async Task<string> ParallelAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await AskAsync(session, "What is the weather in Paris and in Oslo?", null, cancellationToken);
        var calls = Calls(response);
        Require(response, "Paris");
        if (calls.Count > 1 && calls.Select(call => call.CallId).Distinct().Count() < calls.Count)
        {
            throw new DefectException("Several calls of one answer have the same id.");
        }

        return calls.Count > 1
            ? $"It makes {calls.Count} calls in one answer, each with an id of its own."
            : throw new RefusedException("Asked about two cities, it makes one call at a time.");
    }

    private static async Task<string> RequiredAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await AskAsync(session, "Hello from Lima!", ChatToolMode.RequireAny, cancellationToken);
        return Calls(response).Count > 0
            ? "Where a call is required, it makes one."
            : throw new DefectException($"A call was required, and it said \"{ChatChecks.Excerpt(response.Text)}\".");
    }

    private static async Task<string> StreamedAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await session.Chat
            .GetStreamingResponseAsync("What is the weather in Paris?", Options(session, null), cancellationToken)
            .ToChatResponseAsync(cancellationToken);
        return $"A streamed call is whole: get_weather for {City(Require(response, "Paris"))}.";
    }

    private static Task<ChatResponse> AskAsync(
        CheckSession session, string question, ChatToolMode? mode, CancellationToken cancellationToken) =>
        session.Chat.GetResponseAsync(question, Options(session, mode), cancellationToken);

    private static ChatOptions Options(CheckSession session, ChatToolMode? mode)
    {
        var options = session.Options;
        (options.Tools, options.ToolMode) = ([Weather], mode);
        return options;
    }

    private static FunctionCallContent Require(ChatResponse response, string city)
    {
        var call = Calls(response).FirstOrDefault() ?? throw new DefectException(
            $"It does not call the tool, and says \"{ChatChecks.Excerpt(response.Text)}\".");
        return call.Exception is not null
            ? throw new DefectException("The arguments of its call are not a JSON object.")
            : call.Name != Weather.Name ? throw new DefectException($"It calls '{call.Name}', which was not offered.")
            : City(call)?.Contains(city, StringComparison.OrdinalIgnoreCase) == true ? call
            : throw new DefectException($"It calls get_weather without the city: the argument is '{City(call)}'.");
    }

    private static List<FunctionCallContent> Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];

    private static string? City(FunctionCallContent call) =>
        call.Arguments is { } arguments && arguments.TryGetValue("city", out var city) ? city?.ToString() : null;
}
