using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>Writes function tools, and which of them the model may or must call.</summary>
internal static class ToolWriter
{
    public static void Write(
        Utf8JsonWriter writer, AIFunctionDeclaration function, bool? strict, ChatDialect dialect)
    {
        strict = StrictFlag.Of(function, strict);
        var rules = strict is true ? dialect.FunctionRules | dialect.SchemaRules : dialect.FunctionRules;
        writer.WriteRawValue(FunctionForms.Of(function, rules, strict, isNested: true), skipInputValidation: true);
    }
}
