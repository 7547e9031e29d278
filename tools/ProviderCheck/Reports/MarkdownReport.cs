using System.Text;
using ProviderCheck.Checks;

namespace ProviderCheck.Reports;

/// <summary>The report as Markdown, for an issue or a page.</summary>
internal static class MarkdownReport
{
    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        foreach (var target in report.Targets)
        {
            text.Append("## ").Append(target.Target).Append("\n\n| | Check | | What was found |\n|---|---|---|---|\n");
            foreach (var finding in target.Findings)
            {
                text.Append("| ").Append(finding.Group).Append(" | ").Append(finding.Check).Append(" | ")
                    .Append(Word(finding.Verdict)).Append(" | ").Append(Cell(finding.Sentence)).Append(" |\n");
            }

            text.Append('\n');
        }

        return text.Append(report.Summary).Append(" (").Append(report.Rest).Append(")\n").ToString();
    }

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Remark => "remark",
        Verdict.Failed => "FAILED",
        Verdict.NotSupported => "not supported",
        _ => "not tried",
    };

    private static string Cell(string sentence) =>
        sentence.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
