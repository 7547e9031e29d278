using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>
/// A tool that the model calls. The loop is written out here; the package Microsoft.Extensions.AI has it ready made
/// (<c>new ChatClientBuilder(chat).UseFunctionInvocation().Build()</c>).
/// </summary>
internal static class ToolCalls
{
    private const string Question = "What is the weather like in Paris and in Oslo?";
    private const int MaxRounds = 5;

    public static async Task RunAsync(IChatClient chat, Terminal terminal, CancellationToken cancellationToken)
    {
        var weather = AIFunctionFactory.Create(GetWeather, new AIFunctionFactoryOptions
        {
            Name = "get_weather",
            SerializerOptions = QuickstartJson.Default.Options,
        });
        var options = new ChatOptions { Tools = [weather] };
        var messages = new List<ChatMessage> { new(ChatRole.User, Question) };

        terminal.Heading("Tool calls", Question);
        for (var round = 0; round < MaxRounds; round++)
        {
            var response = await chat.AnswerAsync(messages, options, terminal, cancellationToken);
            messages.AddMessages(response);

            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
                .ToList();
            if (calls.Count == 0)
            {
                return;
            }

            foreach (var call in calls)
            {
                var result = await CallAsync(weather, call, terminal, cancellationToken);
                messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
            }
        }

        terminal.Line($"The model asked for tools {MaxRounds} times in a row; that is enough.");
    }

    private static async Task<object?> CallAsync(
        AIFunction function, FunctionCallContent call, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Line(
            $"  {call.Name}({string.Join(", ", call.Arguments?.Select(argument => $"{argument.Key}: "
            + $"{argument.Value}") ?? [])})");
        if (call.Name != function.Name)
        {
            return $"There is no tool named {call.Name}.";
        }

        try
        {
            var result = await function.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken);
            terminal.FaintLine($"  = {result}");
            return result;
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException)
        {
            // The model gets to know what was wrong with its arguments, and can try again.
            return $"The call failed: {exception.Message}";
        }
    }

    [Description("The weather in a city right now.")]
    private static Weather GetWeather([Description("The city's name.")] string city) =>
        city.Contains("Oslo", StringComparison.OrdinalIgnoreCase)
            ? new Weather(city, -4, "snow")
            : new Weather(city, 17, "sunny");
}

/// <summary>What the tool answers.</summary>
internal sealed record Weather(string City, int Celsius, string Sky);
