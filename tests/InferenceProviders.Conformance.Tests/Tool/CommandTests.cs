using System.Text.Json;
using InferenceProviders.Emulator;

namespace InferenceProviders.Conformance.Tool;

/// <summary>provider-check as a process of its own.</summary>
public sealed class CommandTests
{
    private static readonly string Program = Checkout.Tool("ProviderCheck");

    [Theory]
    [InlineData("--help")]
    [InlineData("--provider", "groq", "-h")]
    public async Task Help_fits_80_columns(params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync(Program, arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.StartsWith("Usage: provider-check", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("Unknown option '--verbose'.", "--verbose")]
    [InlineData("--provider needs a value.", "--provider")]
    [InlineData("--endpoint needs a URL", "--endpoint", "localhost:8080")]
    [InlineData("--spend-limit needs an amount", "--spend-limit", "much")]
    [InlineData("'chats' is not a group of checks: there are chat, tools,", "--only", "chats")]
    [InlineData("Name one of", "--emulator", "--provider", "groq")]
    public async Task A_wrong_command_line_is_explained(string problem, params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync(Program, arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(problem, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_is_checked_with_its_own_key_and_reported_in_three_forms()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var folder = Directory.CreateTempSubdirectory("provider-check");
        try
        {
            var result = await ProgramProcess.RunAsync(
                Program, ["--provider", "groq", "--only", "chat,tools", "--json", "report.json", "--markdown",
                    "report.md"],
                EmulatedEnvironment.Variables(emulator), folder.FullName);

            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            Assert.Matches(@"\ncheck: (\d+) of \1 passed\n$", result.Output);
            using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "report.json")));
            Assert.Equal("groq (own key)", report.RootElement.GetProperty("targets")[0].GetProperty(
                "target").GetString());
            Assert.Contains("| tools | one call | passed |", File.ReadAllText(Path.Combine(
                folder.FullName, "report.md")), StringComparison.Ordinal);
            Assert.DoesNotContain(emulator.ProviderKey("groq"), result.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_endpoint_with_a_defect_ends_with_exit_code_1()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Json?["tools"] is not null).Text("It is sunny.");
        var endpoint = emulator.HostAddress(new("https://vllm.example.org/v1")).AbsoluteUri;

        var result = await ProgramProcess.RunAsync(
            Program, ["--endpoint", endpoint, "--model", "local", "--only", "tools"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        Assert.Contains("does not call the tool", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Matches(@"\ncheck: \d of \d passed\n$", result.Output);
    }

    [Fact]
    public async Task Every_provider_of_the_emulator_passes()
    {
        var result = await ProgramProcess.RunAsync(Program, ["--emulator", "--only", "chat,tools"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"\ncheck: (\d+) of \1 passed\n$", result.Output);
    }
}
