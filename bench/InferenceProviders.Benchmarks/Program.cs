using System.Globalization;
using BenchmarkDotNet.Running;
using InferenceProviders.Benchmarks.Profiles;
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Start;
using InferenceProviders.Benchmarks.Sweeps;

namespace InferenceProviders.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project bench/InferenceProviders.Benchmarks -- </c> with
/// <list type="bullet">
/// <item><c>--ratios [words]</c>: every figure beside the floor's and the peer's, in one run of under five minutes;
/// with words, only the metrics of these names;</item>
/// <item><c>--sweep [words]</c>: how time and allocation grow with the size;</item>
/// <item><c>--profile chat</c> (or another answer, and <c>floor</c> or <c>peer</c> behind it): what a call allocates,
/// by type;</item>
/// <item><c>--repeat chat ours 30</c>: the same call for so many seconds, for a profiler outside;</item>
/// <item>anything else: BenchmarkDotNet's own arguments, for example <c>--filter *</c>.</item>
/// </list>
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [ServerProcess.Switch]:
                await CannedServer.RunAsync();
                return 0;

            case [StartedProgram.Switch, var kind, var address]:
                await StartedProgram.RunAsync(kind, new Uri(address));
                return 0;

            case ["--ratios", .. var words]:
                return await RatioReport.RunAsync(words);

            case ["--sweep", .. var words]:
                await SweepReport.RunAsync(words);
                return 0;

            case ["--profile", var answer, .. var who]:
                await AllocationProfile.RunAsync(answer, who is [var name] ? name : "ours");
                return 0;

            case ["--repeat", var answer, var who, var seconds]:
                await Repetition.RunAsync(answer, who, int.Parse(seconds, CultureInfo.InvariantCulture));
                return 0;

            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
                return 0;
        }
    }
}
