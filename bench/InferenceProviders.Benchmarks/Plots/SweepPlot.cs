using System.Globalization;
using InferenceProviders.Benchmarks.Sweeps;
using ScottPlot;

namespace InferenceProviders.Benchmarks.Plots;

/// <summary>Draws a sweep: bytes a unit and nanoseconds a unit, side by side, over the number of units.</summary>
internal static class SweepPlot
{
    private const int Width = 360;
    private const int Height = 220;

    public static void Save(string folder, ISweep sweep, IReadOnlyList<SweepPoint> points)
    {
        Directory.CreateDirectory(folder);
        var bytes = Draw(
            $"bytes a {sweep.Unit}", points, static point => point.Bytes, static point => point.FloorBytes);
        var times = Draw($"ns a {sweep.Unit}", points, static point => point.Time, static point => point.FloorTime);
        File.WriteAllText(Path.Combine(folder, $"{sweep.Name}.svg"), Svg.Beside(bytes, times, Width, Height));
    }

    private static string Draw(
        string title, IReadOnlyList<SweepPoint> points, Func<SweepPoint, double> ours, Func<SweepPoint, double?> floor)
    {
        using var plot = new Plot();
        Style.Apply(plot, title);
        double[] sizes = [.. points.Select(point => Math.Log10(point.Size))];
        Add(plot, sizes, [.. points.Select(ours)], "this library", Style.Ours);
        if (points.All(point => floor(point) is not null))
        {
            Add(plot, sizes, [.. points.Select(point => floor(point)!.Value)], "floor", Style.Floor);
        }

        // Both begin at nothing, so that a line that looks flat is flat.
        plot.Axes.SetLimitsY(0, 1.15 * points.Max(point => Math.Max(ours(point), floor(point) ?? 0)));
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var point in points)
        {
            ticks.AddMajor(Math.Log10(point.Size), point.Size switch
            {
                >= 1000 when point.Size % 1000 == 0 =>
                    string.Create(CultureInfo.InvariantCulture, $"{point.Size / 1000}k"),
                _ => point.Size.ToString(CultureInfo.InvariantCulture),
            });
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Legend.Alignment = Alignment.UpperRight;
        return plot.GetSvgXml(Width, Height);
    }

    private static void Add(Plot plot, double[] sizes, double[] values, string name, Color color)
    {
        var line = plot.Add.Scatter(sizes, values, color);
        line.LegendText = name;
        line.LineWidth = 2;
        line.MarkerSize = 6;
    }
}
