using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>A transcript as a text: plain, or as subtitles.</summary>
internal static class TranscriptTexts
{
    public static string Write(JsonObject heard, string format)
    {
        if (format == "text")
        {
            return $"{heard["text"]!.GetValue<string>()}\n";
        }

        var isVtt = format == "vtt";
        var text = new StringBuilder(isVtt ? "WEBVTT\n\n" : "");
        var number = 0;
        foreach (var segment in heard["segments"]!.AsArray())
        {
            number++;
            text.Append(isVtt ? "" : $"{number}\n")
                .Append(Time(segment!["start"]!, isVtt)).Append(" --> ")
                .Append(Time(segment["end"]!, isVtt)).Append('\n')
                .Append(segment["text"]!.GetValue<string>()).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Time(JsonNode seconds, bool isVtt) =>
        TimeSpan.FromSeconds(seconds.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? double.Parse(seconds.ToJsonString(), CultureInfo.InvariantCulture) : 0)
            .ToString(isVtt ? @"hh\:mm\:ss\.fff" : @"hh\:mm\:ss\,fff", CultureInfo.InvariantCulture);
}
