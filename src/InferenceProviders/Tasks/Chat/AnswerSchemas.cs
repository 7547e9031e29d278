using System.Runtime.CompilerServices;
using System.Text.Json;
using InferenceProviders.Primitives.Schemas;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The schemas that answers must follow, as the wire has them. One is rewritten once for a set of rules, and kept as
/// long as its format lives.
/// </summary>
internal static class AnswerSchemas
{
    private static readonly ConditionalWeakTable<ChatResponseFormatJson, Form> Cache = [];

    /// <param name="format">A format with a schema, which was checked.</param>
    /// <param name="rules">What the server asks of schemas.</param>
    /// <returns>The schema as UTF-8.</returns>
    public static byte[] Of(ChatResponseFormatJson format, SchemaRules rules)
    {
        if (Cache.TryGetValue(format, out var form) && form.Rules == rules)
        {
            return form.Bytes;
        }

        // A format goes to one provider, as a rule; where it goes to two, the last form is kept.
        form = new Form(rules, SchemaRewriter.Rewrite(format.Schema!.Value, rules));
        Cache.AddOrUpdate(format, form);
        return form.Bytes;
    }

    /// <exception cref="ArgumentException">The schema is none.</exception>
    public static void Check(ChatResponseFormat? format)
    {
        if (format is ChatResponseFormatJson { Schema: { ValueKind: not (JsonValueKind.Object or JsonValueKind.True
            or JsonValueKind.False) } schema })
        {
            throw new ArgumentException(
                $"The JSON schema of ChatOptions.ResponseFormat is {schema.ValueKind}: a schema is an object or a "
                + $"boolean.",
                nameof(format));
        }

        if (format is not null)
        {
            FormatEnvelope.Open(format);
        }
    }

    private sealed record Form(SchemaRules Rules, byte[] Bytes);
}
