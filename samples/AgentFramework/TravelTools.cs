using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace AgentFramework;

/// <summary>What the agent can do: look at the weather by itself, and book a table when somebody approves.</summary>
internal static class TravelTools
{
    public static IList<AITool> All { get; } =
    [
        AIFunctionFactory.Create(GetWeather, "get_weather"),
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create(BookTable, "book_table")),
    ];

    [Description("Tells the weather in a city.")]
    private static string GetWeather([Description("The city.")] string city) => $"17 degrees and light rain in {city}";

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
