using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProviderCheck.Reports;

/// <summary>The report as JSON, for programs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(CheckReport report) => JsonSerializer.Serialize(report, Default.CheckReport);
}
