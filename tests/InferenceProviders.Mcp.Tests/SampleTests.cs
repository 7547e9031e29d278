using System.Diagnostics;
using System.Text;
using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests;

/// <summary>samples/McpToolCalling as a process of its own, without a token.</summary>
public sealed class SampleTests
{
    private static readonly string Sample = Checkout.Sample("McpToolCalling");

    [Theory]
    [InlineData("client", "This process runs the tools")]
    [InlineData("server", "The Responses API runs the tools")]
    public async Task It_shows_the_calls_the_approvals_and_the_answer(string where, string heading)
    {
        var (exitCode, output) = await RunAsync("--yes", "--where", where);

        Assert.Single(output.Split('\n'), line => line.StartsWith("== ", StringComparison.Ordinal));
        Assert.Contains(heading, output, StringComparison.Ordinal);

        Assert.Contains("travel runs get_weather(city: Paris)", output, StringComparison.Ordinal);
        Assert.Contains("travel wants to run book_table(city: Paris, people: 4)", output, StringComparison.Ordinal);
        Assert.Contains("= Booked a table for 4 in Paris", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task It_shows_both_ways_when_nothing_is_said()
    {
        var (exitCode, output) = await RunAsync("--yes");

        Assert.Equal(2, output.Split("= Booked a table for 4 in Paris").Length - 1);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_nothing_is_approved()
    {
        var (exitCode, output) = await RunAsync();

        Assert.Contains("Denied: there is nobody to ask.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("= Booked", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [TerminalFact]
    public async Task Ctrl_C_ends_it_while_it_waits_for_an_approval()
    {
        // A terminal of its own: where input is not one, nobody is asked. Its Ctrl-C is the character 3.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "script", "-qefc", $"'{dotnet}' '{Sample}' --where client", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("HF_TOKEN");
        using var terminal = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var shown = new StringBuilder();
        var buffer = new char[256];
        while (!shown.ToString().Contains("Run it?", StringComparison.Ordinal))
        {
            var read = await terminal.StandardOutput.ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"It ended before it asked: {shown}");
            shown.Append(buffer, 0, read);
        }

        await terminal.StandardInput.WriteAsync("\x03");
        await terminal.StandardInput.FlushAsync(patience.Token);
        var rest = await terminal.StandardOutput.ReadToEndAsync(patience.Token);
        await terminal.WaitForExitAsync(patience.Token);

        Assert.Contains("Stopped.", rest, StringComparison.Ordinal);
        Assert.Equal(130, terminal.ExitCode);
    }

    [EverythingFact]
    public async Task It_takes_a_server_of_the_users()
    {
        await using var everything = await Everything.StartAsync();

        var (exitCode, output) = await RunAsync(
            "--yes", "--server", everything.Address.AbsoluteUri, "--prompt", "Echo the message 'hello there'");

        Assert.Contains("= Echo: hello there", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("--server", "nonsense")]
    [InlineData("--where", "nowhere")]
    public async Task A_wrong_argument_is_explained(params string[] arguments) =>
        Assert.Equal(2, (await RunAsync(arguments)).ExitCode);

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync(Sample, arguments);
        return (result.ExitCode, result.Output);
    }
}
