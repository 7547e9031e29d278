using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

/// <summary>A plugin that remembers what it was asked.</summary>
internal sealed class WeatherPlugin
{
    public ConcurrentQueue<string> Cities { get; } = new();

    [KernelFunction("get_weather")]
    [Description("Tells the weather in a city.")]
    public string GetWeather([Description("The city.")] string city)
    {
        Cities.Enqueue(city);
        return $"17 degrees and light rain in {city}";
    }
}
