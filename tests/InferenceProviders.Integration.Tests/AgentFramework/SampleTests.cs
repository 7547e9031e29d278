using System.Text.Json;
using InferenceProviders.Emulator;

namespace InferenceProviders.Integration.Tests.AgentFramework;

/// <summary>samples/AgentFramework as a process of its own.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string Sample = Checkout.Sample("AgentFramework");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agent");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_a_token_it_uses_its_tools_on_the_emulator()
    {
        var result = await RunAsync(null, "--yes");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("played by the emulator (no HF_TOKEN)", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "  get_weather(city: Paris)\n  = 17 degrees and light rain in Paris\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "  The agent wants to run book_table(city: Paris, people: 4)\n  Approved by --yes.\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("reference T-450", result.Output, StringComparison.Ordinal);
        Assert.Contains("Your name is Ada.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_nothing_is_booked()
    {
        var result = await RunAsync(null, "--prompt", "Book a table for 4 people in Paris.");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Denied: there is nobody to ask.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Booked", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_run_goes_on_from_the_session_in_the_file()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        await RunAsync(emulator, "--session", "guide.json", "--yes", "--prompt", "Book a table for 4 people in Paris.");
        await RunAsync(emulator, "--session", "guide.json", "--prompt", "My name is Ada.");
        var result = await RunAsync(emulator, "--session", "guide.json", "--prompt", "What is my name?");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Your name is Ada.", result.Output, StringComparison.Ordinal);
        Assert.Contains("at Hugging Face Inference Providers", result.Output, StringComparison.Ordinal);
        var messages = emulator.LastCall().Messages();
        Assert.Equal("system", (string?)messages[0]["role"]);
        Assert.Equal(
            ["Book a table for 4 people in Paris.", "My name is Ada.", "What is my name?"],
            messages.Where(message => (string?)message["role"] == "user")
            .Select(message => (string?)message["content"]));
        Assert.Contains(
            "reference T-450", (string?)messages.Single(message => (string?)message["role"] == "tool")["content"],
            StringComparison.Ordinal);
        Assert.Equal(
            JsonValueKind.Object,
            JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "guide.json"))).ValueKind);
    }

    [Fact]
    public async Task A_file_that_holds_no_session_is_explained()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "guide.json"), "not JSON");

        var result = await RunAsync(null, "--session", "guide.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("guide.json", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown option '--bogus'.", "--bogus")]
    [InlineData("--prompt needs a text.", "--prompt")]
    [InlineData("--session needs the name of a file.", "--session")]
    [InlineData("'a//b' is not a model", "--model", "a//b")]
    public async Task A_wrong_command_line_is_explained(string problem, params string[] arguments)
    {
        var result = await RunAsync(null, arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(problem, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", result.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramResult> RunAsync(EmulatorHost? emulator, params string[] arguments) =>
        ProgramProcess.RunAsync(Sample, arguments, Variables(emulator), _folder.FullName);

    private static Dictionary<string, string> Variables(EmulatorHost? emulator) => emulator is null ? [] : new()
    {
        ["HF_TOKEN"] = emulator.Token,
        ["HF_ENDPOINT"] = emulator.BaseAddress.AbsoluteUri,
        ["INFERENCE_PROVIDERS_ROUTER"] = emulator.BaseAddress.AbsoluteUri,
    };
}
