using ScottPlot;

namespace InferenceProviders.Benchmarks.Plots;

/// <summary>Colors that can be read on white and on black, and no background.</summary>
internal static class Style
{
    public static Color Ours { get; } = Color.FromHex("#2f81f7");

    public static Color Floor { get; } = Color.FromHex("#d4762c");

    public static Color Peer { get; } = Color.FromHex("#8a8f98");

    private static readonly Color Text = Color.FromHex("#808690");

    public static void Apply(Plot plot, string title)
    {
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(Text);
        plot.Title(title, size: 13);
        plot.Axes.Title.Label.ForeColor = Text;
        plot.Axes.Title.Label.Bold = false;
        plot.Grid.MajorLineColor = Text.WithAlpha(0.25);
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontColor = Text;
        plot.Legend.FontSize = 11;
        plot.ShowLegend();
    }
}
