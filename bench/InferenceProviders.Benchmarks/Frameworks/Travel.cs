using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>Three tools that answer at once; the server's loop calls each of them in turn.</summary>
internal static class Travel
{
    public static IList<AITool> Tools { get; } =
    [
        AIFunctionFactory.Create(Weather, Server.LoopAnswers.Tools[0]),
        AIFunctionFactory.Create(Time, Server.LoopAnswers.Tools[1]),
        AIFunctionFactory.Create(Rate, Server.LoopAnswers.Tools[2]),
    ];

    [Description("The weather in a city right now.")]
    public static string Weather([Description("The name of the city.")] string city) =>
        $"17 degrees and sunny in {city}";

    [Description("The time in a city right now.")]
    public static string Time([Description("The name of the city.")] string city) => $"It is noon in {city}";

    [Description("What a euro is worth in a city.")]
    public static string Rate([Description("The name of the city.")] string city) => $"One for one in {city}";
}
