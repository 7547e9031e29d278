using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>One thing in which we and the captured client differ.</summary>
/// <param name="Where">
/// A path: the role of an exchange (<c>inference</c>; <c>inference#2</c> for the second one) with <c>/method</c>,
/// <c>/url</c>, <c>/header/{name}</c> or <c>/body{JSON pointer}</c> behind it, or <c>result</c> with a JSON pointer or
/// <c>/error/…</c>. The role or <c>result</c> alone means that one side has it and the other has not.
/// </param>
/// <param name="Theirs">What the capture has.</param>
/// <param name="Ours">What we have.</param>
internal sealed record Difference(string Where, string Theirs, string Ours)
{
    /// <summary>Stands for what is not there.</summary>
    public const string Absent = "(absent)";

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Show(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? Absent : JsonSerializer.Serialize(value, Readable);

    public override string ToString() => $"  {Where}\n    theirs: {Shorten(Theirs)}\n    ours:   {Shorten(Ours)}";

    private static string Shorten(string text) => text.Length > 600 ? text[..600] + "…" : text;
}
