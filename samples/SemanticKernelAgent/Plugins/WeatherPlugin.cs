using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace SemanticKernelAgent.Plugins;

/// <summary>A plugin: its methods are functions that the model may call.</summary>
internal sealed class WeatherPlugin
{
    [KernelFunction("get_weather")]
    [Description("Tells the weather in a city.")]
    public static string GetWeather([Description("The city.")] string city) => $"17 degrees and light rain in {city}";
}
