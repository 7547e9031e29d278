using System.Globalization;
using System.Text;
using InferenceProviders.FaultMatrix.Fuzzing;
using Xunit.Abstractions;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// Random damage to what was recorded, for eight seconds or for <c>FUZZ_SECONDS</c>, from <c>FUZZ_SEED</c> or from a
/// new seed each time. A finding is run again with <c>dotnet run --project tests/InferenceProviders.FaultMatrix -- fuzz
/// --runs 1 --seed n</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static int Variable(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    [Fact]
    public async Task Damaged_answers_end_in_results_or_typed_errors()
    {
        var seed = Variable("FUZZ_SEED", Environment.TickCount);
        Console.WriteLine($"fuzzing from seed {seed}");

        var report = await Fuzzer.RunAsync(seed, TimeSpan.FromSeconds(Variable("FUZZ_SECONDS", 8)));

        Console.WriteLine(report);
        output.WriteLine(string.Join(Environment.NewLine, report.Lines));
        Assert.True(report.Findings.Count == 0, string.Join(Environment.NewLine, report.Findings));

        // A fuzzer whose calls all fail before they read anything would find nothing, too.
        Assert.True(report.Answers > report.Runs / 10, report.ToString());
        Assert.True(report.Errors > report.Runs / 10, report.ToString());
    }

    [Fact]
    public void Every_family_of_calls_is_among_the_cases()
    {
        var cases = Fuzzer.Cases.Select(fuzzCase => fuzzCase.Name).ToList();

        foreach (var family in (string[])
            ["chat-completion", "feature-extraction", "text-generation", "text-to-image", "image-to-image",
                "text-to-video", "automatic-speech-recognition", "text-to-speech", "zero-shot-classification",
                "responses/", "hub/"])
        {
            Assert.Contains(cases, name => name.Contains(family, StringComparison.Ordinal));
        }

        Assert.Contains(Fuzzer.Cases, fuzzCase => fuzzCase.Answers.Any(answer => answer.IsEvents));
        Assert.Contains(
            Fuzzer.Cases, fuzzCase =>
                fuzzCase.Name.StartsWith("responses/", StringComparison.Ordinal) && fuzzCase.Answers[0].IsEvents);
    }

    [Fact]
    public void The_same_seed_makes_the_same_damage()
    {
        var answers = Fuzzer.Cases.First(
            fuzzCase => fuzzCase.Name.Contains("--stream--", StringComparison.Ordinal)).Answers;

        for (var seed = 0; seed < 50; seed++)
        {
            Assert.Equal(
                Show(Mutator.Mutate(answers, new Random(seed))), Show(Mutator.Mutate(answers, new Random(seed))));
        }

        Assert.True(
            Enumerable.Range(0, 50).Select(seed => Show(Mutator.Mutate(answers, new Random(seed)))).Distinct()
            .Count() > 40);
    }

    private static string Show(IReadOnlyList<CannedAnswer> answers) =>
        string.Join(
            '|', answers.Select(
                answer =>
                    $"{answer.Status} {string.Join(',', answer.Headers)} {Encoding.Latin1.GetString(answer.Body)}"));
}
