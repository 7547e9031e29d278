using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>The executable: what it prints, what it answers, and that it ends when told to.</summary>
public class ExecutableTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "InferenceEmulator.dll");

    [Fact]
    public async Task It_prints_address_token_and_variables_and_nothing_of_what_it_is_told()
    {
        using var emulator = ProgramProcess.Start(Program, ["--port", "0"]);
        var lines = new List<string>();
        while (await emulator.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                break;
            }
        }

        var address = lines.Single(line => line.Contains(" address ", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Contains("  token    hf_emulator", lines);
        Assert.Contains($"export HF_ENDPOINT={address}", lines);
        Assert.Contains($"export INFERENCE_PROVIDERS_ROUTER={address}", lines);
        Assert.Contains($"export INFERENCE_PROVIDERS_HOSTS={address}/hosts", lines);
        Assert.Contains("export HF_TOKEN=hf_emulator", lines);

        using var http = new HttpClient();
        using var request = EmulatorClient.Request("", EmulatorClient.Body("openai/gpt-oss-20b", "Say SECRET."));
        request.RequestUri = new Uri($"{address}/v1/chat/completions");
        using var response = await http.SendAsync(request);
        Assert.Equal("SECRET", Wire.Text(JsonNode.Parse(await response.Content.ReadAsStringAsync())!));

        await emulator.InterruptAsync();
        var result = await emulator.EndAsync();
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--port", "0", "--help")]
    public async Task Help_names_every_option_and_fits_80_columns(params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync(Program, arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.StartsWith("Usage: inference-emulator", result.Output, StringComparison.Ordinal);
        Assert.All(["--port", "--listen", "--token-interval", "--job-polls", "--help"],
            option => Assert.Contains($"  {option}", result.Output, StringComparison.Ordinal));
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_a_sentence()
    {
        await using var other = await EmulatorHost.StartAsync();
        var port = other.BaseAddress.Port;

        var result = await ProgramProcess.RunAsync(Program, ["--port", $"{port}"]);

        var sentence = $"Port {port} is taken by another program: name another with --port, or 0 for a free one.";
        Assert.Equal((1, "", sentence), (result.ExitCode, result.Output, result.Errors.TrimEnd()));
    }

    [Fact]
    public async Task Listening_everywhere_it_names_the_address_at_which_this_machine_reaches_it()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { ListenAddress = System.Net.IPAddress.Any });
        using var http = new HttpClient();

        Assert.Equal("127.0.0.1", emulator.BaseAddress.Host);
        Assert.Contains(
            "gpt-oss", await http.GetStringAsync(new Uri(emulator.BaseAddress, "v1/models")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port needs a number.", "--port")]
    [InlineData("--port needs a number.", "--port", "many")]
    [InlineData("--port must be at most 65535.", "--port", "70000")]
    [InlineData("--job-polls needs a number.", "--job-polls", "-1")]
    [InlineData("Unknown argument '--colour'.", "--colour", "3")]
    [InlineData("Unknown argument '--colour'.", "--colour")]
    [InlineData("--listen needs 'loopback' or 'any'.", "--listen", "everywhere")]
    [InlineData("--listen needs 'loopback' or 'any'.", "--listen")]
    public async Task Wrong_arguments_are_named(string message, params string[] arguments)
    {
        var result = await ProgramProcess.RunAsync(Program, arguments);

        Assert.StartsWith(message, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", result.Errors, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }
}
