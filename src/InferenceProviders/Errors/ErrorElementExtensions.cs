using System.Text.Json;

namespace InferenceProviders.Errors;

/// <summary>Reads what an answer says of its failure.</summary>
internal static class ErrorElementExtensions
{
    /// <summary>An error's words, in any of the forms that providers use.</summary>
    public static string? ErrorWords(this JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : ErrorBody.Parse(element).Message;
}
