using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Tools;

/// <summary>
/// Functions of this program that a model may call when the page offers them. They are harmless, and run without
/// asking.
/// </summary>
internal static class LocalTools
{
    public static IReadOnlyList<AIFunction> All { get; } =
    [
        AIFunctionFactory.Create(GetWeather, "get_weather"),
        AIFunctionFactory.Create(RollDice, "roll_dice"),
        AIFunctionFactory.Create(GetTime, "get_time"),
    ];

    /// <summary>Those of the names that there are.</summary>
    public static IEnumerable<AIFunction> Named(IEnumerable<string> names) =>
        All.Where(tool => names.Contains(tool.Name));

    /// <summary>
    /// Runs what the model called. A call that cannot be run is told to the model, which can try again.
    /// </summary>
    public static async Task<ToolOutput> RunAsync(
        FunctionCallContent call, IEnumerable<string> offered, CancellationToken cancellationToken)
    {
        if (Named(offered).FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
        {
            return new($"There is no tool named {call.Name}.", IsError: true);
        }

        try
        {
            return new((await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken))?.ToString()
                ?? "");
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException)
        {
            return new($"The call failed: {exception.Message}", IsError: true);
        }
    }

    [Description("The weather in a city right now.")]
    private static string GetWeather([Description("The city's name.")] string city)
    {
        // Made up, but the same city always has the same weather.
        var hash = city.Aggregate(17, static (sum, letter) => (sum * 31) + char.ToLowerInvariant(letter)) & 0xFFFF;
        string[] skies = ["sunny", "cloudy", "light rain", "windy", "clear"];
        return string.Create(
            CultureInfo.InvariantCulture, $"{(hash % 30) - 2} °C and {skies[hash % skies.Length]} in {city}");
    }

    [Description("Rolls dice and tells every number.")]
    private static string RollDice(
        [Description("How many dice, 1 to 20.")] int count = 1,
        [Description("How many sides each has, 2 to 100.")] int sides = 6)
    {
        count = Math.Clamp(count, 1, 20);
        sides = Math.Clamp(sides, 2, 100);
        return string.Join(", ", Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetInt32(1, sides + 1)));
    }

    [Description("The date and time in a time zone.")]
    private static string GetTime([Description("An IANA time zone such as Europe/Paris.")] string timeZone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone)
                .ToString("dddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : throw new ArgumentException(
                $"'{timeZone}' is not a time zone; use one such as Europe/Paris.", nameof(timeZone));
}

/// <summary>What a tool gave.</summary>
internal sealed record ToolOutput(string Text, bool IsError = false);
