using System.Globalization;
using InferenceProviders;

namespace Quickstart.Demos;

/// <summary>The models that can be called right now, each with its fastest provider.</summary>
internal static class CatalogTable
{
    private const int MaxRows = 12;
    private const int LongestName = 38;

    public static async Task RunAsync(HubCatalog catalog, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("The catalog", "Who serves what, at which price? (US dollars per million tokens)");
        var models = (await catalog.GetModelsAsync(cancellationToken)).Find(new ModelQuery
        {
            Task = InferenceTask.Conversational,
        });
        var rows = models.Take(MaxRows).Select(Row)
            .Prepend(["Model", "Fastest at", "In", "Out", "Tokens/s"]).ToList();

        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        foreach (var row in rows)
        {
            var line = string.Join(
                "  ",
                row.Select((cell, column) => column > 1 ? cell.PadLeft(widths[column])
                : cell.PadRight(widths[column]))).TrimEnd();
            line = line.Length > terminal.Width ? line[..(terminal.Width - 1)] + "…" : line;
            if (row == rows[0])
            {
                terminal.FaintLine(line);
            }
            else
            {
                terminal.Line(line);
            }
        }

        if (models.Count > MaxRows)
        {
            terminal.FaintLine($"… and {models.Count - MaxRows} more.");
        }
    }

    private static string[] Row(ModelEntry model)
    {
        var offer = model.Offers.MaxBy(offer => offer.Throughput ?? 0)!;
        var others = model.Offers.Count - 1;
        return
        [
            model.Id.Length > LongestName ? model.Id[..(LongestName - 1)] + "…" : model.Id,
            others > 0 ? $"{offer.Provider} +{others}" : offer.Provider,
            Price(offer.InputPrice),
            Price(offer.OutputPrice),
            offer.Throughput is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "",
        ];
    }

    private static string Price(decimal? price) => price?.ToString("0.00#", CultureInfo.InvariantCulture) ?? "";
}
