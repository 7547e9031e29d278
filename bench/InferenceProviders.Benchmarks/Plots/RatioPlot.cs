using System.Globalization;
using InferenceProviders.Benchmarks.Ratios;
using ScottPlot;

namespace InferenceProviders.Benchmarks.Plots;

/// <summary>Draws how many times as much the peers take, figure by figure.</summary>
internal static class RatioPlot
{
    private const int Width = 720;
    private const int RowHeight = 20;

    public static void Save(string folder, IEnumerable<Figure> figures)
    {
        Figure[] rows = [.. figures.Where(figure => figure.Peer is not null && figure.Ours > 0).Reverse()];
        if (rows.Length == 0)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        using var plot = new Plot();
        Style.Apply(plot, "peer / this library (of speeds, the other way round): longer is better");
        for (var i = 0; i < rows.Length; i++)
        {
            var times = rows[i].Name.Contains("per second", StringComparison.Ordinal)
                ? rows[i].Ours / rows[i].Peer!.Value
                : rows[i].Peer!.Value / rows[i].Ours;
            var bar = plot.Add.Bar(new Bar
            {
                Position = i,
                Value = times,
                FillColor = times >= 1 ? Style.Ours : Style.Floor,
                LineWidth = 0,
                Size = 0.65,
                Label = times.ToString("0.0", CultureInfo.InvariantCulture),
                Orientation = Orientation.Horizontal,
            });
            bar.ValueLabelStyle.ForeColor = Style.Peer;
            bar.ValueLabelStyle.FontSize = 11;
        }

        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var i = 0; i < rows.Length; i++)
        {
            ticks.AddMajor(i, rows[i].Name);
        }

        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Axes.SetLimitsX(0, 1.1 * rows.Max(row => Math.Max(row.Peer!.Value / row.Ours, row.Ours / row.Peer.Value)));
        plot.Axes.SetLimitsY(-0.6, rows.Length - 0.4);
        plot.HideLegend();
        File.WriteAllText(
            Path.Combine(folder, "ratios.svg"), Svg.Alone(plot.GetSvgXml(Width, 70 + (rows.Length * RowHeight))));
    }
}
