using ProviderCheck.Checks;
using Spectre.Console;

namespace ProviderCheck.Reports;

/// <summary>The report as tables in the terminal.</summary>
internal static class TerminalReport
{
    public static void Write(IAnsiConsole console, CheckReport report)
    {
        if (report.Targets.Count > 1)
        {
            WriteOverview(console, report);
            foreach (var target in report.Targets.Where(target =>
                target.Count(Verdict.Failed) + target.Count(Verdict.Remark) > 0))
            {
                WriteFindings(console, target, finding => finding.Verdict is Verdict.Failed or Verdict.Remark);
            }
        }
        else
        {
            foreach (var target in report.Targets)
            {
                WriteFindings(console, target, static _ => true);
            }
        }

        console.WriteLine(report.Rest);
        console.WriteLine(report.Summary);
    }

    private static void WriteOverview(IAnsiConsole console, CheckReport report)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("Target", "Passed", "Remarks", "Failed", "Not supported", "Not tried");
        foreach (var target in report.Targets)
        {
            var failed = target.Count(Verdict.Failed);
            table.AddRow(
                new Text(target.Target), Number(target.Count(Verdict.Passed)), Number(target.Count(Verdict.Remark)),
                new Text($"{failed}", failed > 0 ? new Style(Color.Red) : Style.Plain).RightJustified(),
                Number(target.Count(Verdict.NotSupported)), Number(target.Count(Verdict.Skipped)));
        }

        console.Write(table);

        static Text Number(int number) => new Text($"{number}").RightJustified();
    }

    private static void WriteFindings(IAnsiConsole console, TargetReport target, Func<Finding, bool> shown)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(target.Target))
            .AddColumns("Check", "", "What was found");
        foreach (var group in target.Findings.Where(shown).GroupBy(finding => finding.Group))
        {
            foreach (var finding in group)
            {
                table.AddRow(
                    new Text($"{finding.Group}: {finding.Check}"),
                    new Text(MarkdownReport.Word(finding.Verdict), Shade(finding.Verdict)),
                    new Text(finding.Sentence));
            }
        }

        console.Write(table);
    }

    private static Style Shade(Verdict verdict) => verdict switch
    {
        Verdict.Passed => new(Color.Green),
        Verdict.Remark => new(Color.Yellow),
        Verdict.Failed => new(Color.Red),
        _ => new(Color.Grey),
    };
}
