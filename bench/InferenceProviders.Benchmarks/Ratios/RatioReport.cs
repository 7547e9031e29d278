using System.Diagnostics;
using System.Runtime.InteropServices;
using InferenceProviders.Benchmarks.Frameworks;
using InferenceProviders.Benchmarks.Mcp;
using InferenceProviders.Benchmarks.Media;
using InferenceProviders.Benchmarks.Plots;
using InferenceProviders.Benchmarks.Start;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>Prints every metric. The exit code is 0 when all targets are met.</summary>
internal static class RatioReport
{
    private static readonly IMetric[] Metrics =
    [
        // First, while nothing that others left behind can be collected during it.
        new SoakMetric(),

        new StreamMetric(), new VariedStreamMetric(), new PacedStreamMetric(), new FirstTokenMetric(), new ChatMetric(),
        new ConcurrencyMetric(), new EmbeddingMetric(), new RoutingMetric(), new ManyModelsMetric(),
        new RoutedCallMetric(), new SharedCallMetric(), new FailOverMetric(), new ToolCallMetric(), new HistoryMetric(),
        new ResponsesMetric(), new FunctionsMetric(), new KernelMetric(), new AgentsMetric(),
        new MediaMetric(), new EmbeddingBurstMetric(),
        new ToolServerMetric(), new SharedConnectionMetric(), new OpenStreamsMetric(), new StartMetric(),
    ];

    public static async Task<int> RunAsync(string[] words)
    {
#if DEBUG
        Console.WriteLine("This is a debug build: its figures mean nothing. Use -c Release.");
#endif
        var folder = words is [.., "--plot", var named] ? named : null;
        words = folder is null ? words : words[..^2];
        var figures = new List<Figure>();
        var started = Stopwatch.GetTimestamp();
        using var contest = new Contest();
        Console.WriteLine(
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription},"
            + $" {Environment.ProcessorCount} processors");
        if (words.Except(Metrics.Select(metric => metric.Name)).ToArray() is { Length: > 0 } unknown)
        {
            Console.WriteLine(
                $"There is no metric {string.Join(", ", unknown)}: the metrics "
                + $"are {string.Join(", ", Metrics.Select(metric => metric.Name))}.");
            return 2;
        }

        Console.WriteLine(Figure.Heading);
        var (met, all) = (0, 0);
        foreach (var metric in Metrics.Where(metric => words.Length == 0 || words.Contains(metric.Name)))
        {
            await foreach (var figure in metric.MeasureAsync(contest))
            {
                Console.WriteLine(figure);
                figures.Add(figure);
                all++;
                met += figure.IsMet ? 1 : 0;
            }
        }

        if (folder is not null)
        {
            RatioPlot.Save(folder, figures);
        }

        Console.WriteLine($"{met} of {all} met, in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        return met == all ? 0 : 1;
    }
}
