using System.Globalization;
using System.Text;

namespace InferenceProviders.Docs.Tests;

/// <summary>Which provider can be asked for which task, as Markdown, from the registry.</summary>
internal static class SupportMatrix
{
    private static readonly (string Heading, InferenceTask[] Tasks)[] Columns =
    [
        ("Chat", [InferenceTask.Conversational]),
        ("Text", [InferenceTask.TextGeneration]),
        ("Embeddings", [InferenceTask.FeatureExtraction]),
        ("Reranking", [InferenceTask.TextRanking]),
        ("Text to image", [InferenceTask.TextToImage]),
        ("Image to image", [InferenceTask.ImageToImage, InferenceTask.ImageTextToImage]),
        ("Text to video", [InferenceTask.TextToVideo]),
        ("Image to video", [InferenceTask.ImageToVideo, InferenceTask.ImageTextToVideo]),
        ("Speech to text", [InferenceTask.AutomaticSpeechRecognition]),
        ("Text to speech", [InferenceTask.TextToSpeech]),
    ];

    public static string Write()
    {
        var providers = ProviderRegistry.BuiltIn.All.OrderBy(provider => provider.Name, StringComparer.Ordinal)
            .ToList();
        var text = new StringBuilder();
        var routed = providers.Count(provider => !provider.HasLeftHub && provider.IsRouted);
        var left = providers.Count(provider => provider.HasLeftHub);
        text.Append(
            CultureInfo.InvariantCulture,
            $"{providers.Count} providers are known by name. Hugging Face routes calls to {routed} of them. ")
            .Append(
                CultureInfo.InvariantCulture,
                $"Called with a key of your own only are the {left} with a †, which the Hub has dropped, ")
            .Append("and those with a ‡, which it never had. ")
            .Append("A provider that the Hub adds later works for chat without an update.\n\n");
        text.Append("| Provider |").AppendJoin("|", Columns.Select(column => $" {column.Heading} ")).Append("|\n");
        text.Append("|---|").AppendJoin("|", Columns.Select(_ => ":-:")).Append("|\n");
        foreach (var provider in providers)
        {
            text.Append("| ").Append(provider.Name).Append(provider.HasLeftHub ? " †" : provider.IsRouted ? "" : " ‡")
                .Append(" |")
                .AppendJoin("|", Columns.Select(column => column.Tasks.Any(provider.Supports) ? " ✓ " : "   "))
                    .Append("|\n");
        }

        text.Append("\n| Task | Providers |\n|---|---|\n");
        var others = providers.SelectMany(provider => provider.Tasks).Distinct()
            .Except(Columns.SelectMany(column => column.Tasks)).OrderBy(task => task.Name, StringComparer.Ordinal);
        foreach (var task in others)
        {
            text.Append("| ").Append(task.Name).Append(" | ")
                .AppendJoin(
                    ", ", providers.Where(provider => provider.Supports(task))
                    .Select(provider => provider.Name)).Append(" |\n");
        }

        return text.ToString();
    }
}
