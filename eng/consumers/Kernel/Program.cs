using InferenceProviders;
using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

await using var emulator = await EmulatorHost.StartAsync();
var builder = Kernel.CreateBuilder();
builder.Services.AddSingleton(_ => new InferenceRouter(emulator.RouterOptions()));
builder.AddInferenceProvidersChatCompletion("openai/gpt-oss-120b");
var kernel = builder.Build();
kernel.Plugins.AddFromFunctions("weather",
    [KernelFunctionFactory.CreateFromMethod((string city) => $"17 degrees in {city}", "get_weather")]);

var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
var answer = await kernel.InvokePromptAsync("What is the weather in Oslo?", new(settings));
if (!answer.ToString().Contains("17 degrees in Oslo", StringComparison.Ordinal))
{
    Console.WriteLine($"'{answer}'");
    return 1;
}

Console.WriteLine("ok - a Semantic Kernel program: a prompt whose model calls a kernel function");
return 0;
