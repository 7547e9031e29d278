using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator;

namespace InferenceProviders.Docs.Tests;

public sealed partial class QuickstartTests(QuickstartTour tour) : IClassFixture<QuickstartTour>
{
    private static readonly string[] Parts = [
        "A streamed answer", "Tool calls", "A typed answer", "A question about an image", "An image",
        "A similarity table", "A transcription", "The catalog", "What it costs", "A provider that fails",
        "A tool of an MCP server"];

    [Fact]
    public void Without_a_token_it_says_so_in_one_line_and_shows_everything_on_the_emulator()
    {
        var result = tour.Result;

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(
            @"^No HF_TOKEN: an emulator in this process answers, at http://127\.0\.0\.1:\d+/ ", result.Output);
        Assert.All(Parts, part => Assert.Contains($"\n{part}\n", result.Output, StringComparison.Ordinal));
        Assert.Contains("Eiffel Tower", result.Output, StringComparison.Ordinal);
        Assert.Contains("get_weather(city: Paris)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("get_weather(city: Oslo)\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?ms)^According to get_weather: .*17.*-4", result.Output);
        Assert.Contains("City    Kyoto, Japan\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Days    3, in autumn\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("64 × 64 pixels, mostly orange", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nThe quick brown fox jumps over the lazy dog.\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  It cost \$0\.0000\d+ \(Estimated\); \$0\.0099\d+ are left\.$", result.Output);
        Assert.Contains("  The same for at most $0.00001: not sent", result.Output, StringComparison.Ordinal);
        Assert.Matches(
            @"(?m)^  groq: ProviderUnavailable \(503\), after \d+ ms\n  together: answered, after \d+ ms$",
            result.Output);
        Assert.Contains(
            "  travel runs get_weather\n  = 17 degrees and light rain in Paris\n", result.Output,
            StringComparison.Ordinal);
        Assert.Matches(@"(?m)^openai/gpt-oss-120b +cerebras \+\d+ +0\.35 +0\.75 +2840$", result.Output);
    }

    [Fact]
    public void The_image_is_on_the_disk()
    {
        var file = new FileInfo(ImagePattern().Match(tour.Result.Output).Groups[1].Value);

        var bytes = File.ReadAllBytes(file.FullName);

        Assert.Equal("PNG"u8, bytes.AsSpan(1, 3));
        file.Directory!.Delete(recursive: true);
    }

    [Fact]
    public void Sentences_about_the_same_thing_are_nearer_than_others()
    {
        double[][] rows = [
            .. RowPattern().Matches(tour.Result.Output)
            .Select(
                row =>
                    row.Groups[1].Value.Split("  ").Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))
                    .ToArray())];

        Assert.Equal([1, 2, 3, 4], rows.Select(row => row.Length));
        Assert.All(rows, row => Assert.Equal(1, row[^1]));
        Assert.True(rows[1][0] > rows[2][0] && rows[2][0] > rows[3][0], tour.Result.Output);
    }

    [Fact]
    public void After_each_answer_it_says_who_gave_it_the_tokens_and_the_time_to_the_first() =>
        // the streamed one, the tools' call and use, the typed one, the image, the cost, the failure, MCP
        Assert.Equal(8, ReportPattern().Count(tour.Result.Output));

    [Fact]
    public void It_fits_80_columns() => Assert.All(
        tour.Result.Output.Split('\n').Where(line => !line.Contains("house.png", StringComparison.Ordinal)),
        line => Assert.InRange(line.Length, 0, 80));

    [Theory]
    [InlineData("samples/Quickstart", "Quickstart")]
    [InlineData("tools/ProviderCheck", "ProviderCheck")]
    public async Task The_first_build_says_that_it_builds(string folder, string name)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["msbuild", Path.Combine(Checkout.Root, folder), "-t:TellFirstBuild", "-p:IsFirstBuild=true", "-v:q",
                "-nologo"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync();

        Assert.StartsWith(
            $"Building {name} for the first time", await build.StandardError.ReadToEndAsync(),
            StringComparison.Ordinal);
        Assert.Equal("", await output);
    }

    [Fact]
    public void A_pipe_gets_no_colours() => Assert.DoesNotContain('\e', tour.Result.Output);

    [Fact]
    public async Task With_a_token_it_talks_to_the_router_about_what_it_is_asked()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var result = await QuickstartProcess.RunAsync(
            ["--model", "meta-llama/Llama-4-Scout-17B-16E-Instruct:groq", "--prompt", "How deep is the sea?"],
                EmulatedEnvironment.Variables(emulator));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.StartsWith(
            "Connected to Hugging Face Inference Providers as emulator.\n", result.Output, StringComparison.Ordinal);
        var chats = emulator.Requests.Where(request => request.Path == "/v1/chat/completions").ToList();
        Assert.Equal("How deep is the sea?", (string?)chats[0].Json!["messages"]![0]!["content"]);
        Assert.All(
            chats, chat =>
                Assert.Equal("meta-llama/Llama-4-Scout-17B-16E-Instruct:groq", (string?)chat.Json!["model"]));
        Assert.Contains(chats, chat => chat.Json!["tools"] is JsonArray);
        Assert.Contains(chats, chat => (string?)chat.Json!["response_format"]?["type"] == "json_schema");
        Assert.Contains(
            chats, chat => chat.Json!.ToJsonString().Contains("data:image/png;base64,", StringComparison.Ordinal));
        Assert.DoesNotContain(emulator.Token, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_fails_is_reported_and_the_others_are_shown()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Json?["tools"] is not null)
            .Fail(400, """{"error":"This model has no tools."}""");

        var result = await QuickstartProcess.RunAsync([], EmulatedEnvironment.Variables(emulator));

        Assert.True(result.ExitCode == 1, result.Errors);
        Assert.Contains("This model has no tools.", result.Errors, StringComparison.Ordinal);
        Assert.All(Parts, part => Assert.Contains($"\n{part}\n", result.Output, StringComparison.Ordinal));
        Assert.Contains("mostly orange", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_found_before_the_first_question()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var variables = EmulatedEnvironment.Variables(emulator);
        variables["HF_TOKEN"] = "hf_expired";

        var result = await QuickstartProcess.RunAsync([], variables);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("Authentication: ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_expired", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_not_call_providers_is_found_too()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var variables = EmulatedEnvironment.Variables(emulator);
        variables["HF_TOKEN"] = emulator.TokenWithoutPermission;

        var result = await QuickstartProcess.RunAsync([], variables);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "The token lacks the permission 'Make calls to Inference Providers'", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("PermissionDenied: ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown option '--bogus'.", "--bogus")]
    [InlineData("Unknown option 'hello'.", "hello")]
    [InlineData("--model needs a model.", "--model")]
    [InlineData("'a//b' is not a model", "--model", "a//b")]
    [InlineData("--prompt needs a text.", "--prompt")]
    [InlineData("--prompt needs a text.", "--prompt", " ")]
    public async Task A_wrong_command_line_is_explained_on_the_error_stream_with_exit_code_2(
        string problem, params string[] arguments)
    {
        var result = await QuickstartProcess.RunAsync(arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(problem, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_names_every_option(string option)
    {
        var result = await QuickstartProcess.RunAsync([option]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.All(
            ["--model", "--prompt", "--help", "HF_TOKEN"], word =>
                Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_ends_it_cleanly_in_the_middle_of_an_answer()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For().Stall(afterEvents: 3);
        using var quickstart = QuickstartProcess.Start([], EmulatedEnvironment.Variables(emulator));
        await emulator.WaitForRequestAsync(request => request.Path == "/v1/chat/completions");

        await quickstart.InterruptAsync();
        var result = await quickstart.EndAsync();

        Assert.Equal((130, ""), (result.ExitCode, result.Errors));
        Assert.EndsWith("Stopped.\n", result.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?m)^(/.+/house\.png) \(\d+ bytes, image/png\)$")]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"(?m)^\d\. .+?\.  +([-0-9. ]+)$")]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"(?m)^  \[[a-z-]+ · \d+ tokens in, \d+ out · first token \d+ ms · \d+\.\d\d s\]$")]
    private static partial Regex ReportPattern();
}
