using System.Diagnostics;
using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel.Tests.Support;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class SampleTests
{
    [Fact]
    public async Task Without_a_token_it_uses_the_plugin_the_mcp_tool_and_the_image_service_on_the_emulator()
    {
        var (exitCode, output, errors) = await RunAsync();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("played by the emulator (no HF_TOKEN)", output, StringComparison.Ordinal);
        Assert.Contains("weather.get_weather(city: Paris)", output, StringComparison.Ordinal);
        Assert.Contains("travel.book_table(city: Paris, people: 4)", output, StringComparison.Ordinal);
        Assert.Contains("reference T-450", output, StringComparison.Ordinal);
        Assert.Contains("postcard.draw_postcard(motif: a blue house by the sea)", output, StringComparison.Ordinal);
        Assert.Contains("Saved as postcard.png, drawn by fal-ai", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_it_asks_the_router()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var (exitCode, output, errors) = await RunAsync(emulator, "--model", "meta-llama/Llama-4-Scout-17B-16E-Instruct:groq", "--prompt", "How deep is the sea?");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("at Hugging Face Inference Providers", output, StringComparison.Ordinal);
        Assert.Equal("meta-llama/Llama-4-Scout-17B-16E-Instruct:groq", (string?)emulator.LastCall().Json!["model"]);
        Assert.DoesNotContain(emulator.Token, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown option '--bogus'.", "--bogus")]
    [InlineData("--prompt needs a text.", "--prompt")]
    [InlineData("'a//b' is not a model", "--image-model", "a//b")]
    public async Task A_wrong_command_line_is_explained(string problem, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(null, arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(problem, errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(EmulatorHost? emulator = null, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("agent");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Built.Sample, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (var name in (string[])["HF_TOKEN", "HF_ENDPOINT", "INFERENCE_PROVIDERS_ROUTER", "INFERENCE_PROVIDERS_HOSTS"])
        {
            start.Environment.Remove(name);
        }

        if (emulator is not null)
        {
            start.Environment["HF_TOKEN"] = emulator.Token;
            start.Environment["HF_ENDPOINT"] = start.Environment["INFERENCE_PROVIDERS_ROUTER"] = emulator.BaseAddress.AbsoluteUri;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        return (process.ExitCode, await output, await errors);
    }
}
