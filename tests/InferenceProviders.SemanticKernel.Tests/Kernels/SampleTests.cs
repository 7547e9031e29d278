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

        var (exitCode, output, errors) = await RunAsync(
            emulator, "--model", "meta-llama/Llama-4-Scout-17B-16E-Instruct:groq", "--prompt", "How deep is the sea?");

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

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        EmulatorHost? emulator = null, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("agent");
        var result = await ProgramProcess.RunAsync(
            Checkout.Sample("SemanticKernelAgent"), arguments, Variables(emulator), folder.FullName);
        folder.Delete(recursive: true);
        return (result.ExitCode, result.Output, result.Errors);
    }

    private static Dictionary<string, string> Variables(EmulatorHost? emulator) => emulator is null ? [] : new()
    {
        ["HF_TOKEN"] = emulator.Token,
        ["HF_ENDPOINT"] = emulator.BaseAddress.AbsoluteUri,
        ["INFERENCE_PROVIDERS_ROUTER"] = emulator.BaseAddress.AbsoluteUri,
    };
}
