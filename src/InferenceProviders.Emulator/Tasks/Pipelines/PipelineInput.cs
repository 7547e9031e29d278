using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Pipelines;

/// <summary>What a pipeline was given: JSON with <c>inputs</c> and <c>parameters</c>, or a bare file.</summary>
internal sealed class PipelineInput(EmulatedCall call)
{
    public JsonObject Json => call.Json ?? throw ApiException.Invalid("Expected a JSON object.", null, "invalid_json");

    public JsonObject Parameters => call.Json?.Object("parameters") ?? [];

    public string Text => Json.RequiredText("inputs");

    public JsonObject Fields => Json.Object("inputs") ?? throw FieldReader.Missing("inputs");

    /// <summary>The file: the whole body, base64 in the inputs, or base64 in a field of theirs.</summary>
    public byte[] File(string field)
    {
        var text = call.Json is not { } json
            ? null
            : json["inputs"] is JsonObject fields
            ? fields.RequiredText(field)
            : json.RequiredText("inputs");
        var bytes = text is null ? call.Request.Body.ToArray() : Voice.Decode(text, "inputs");
        return bytes.Length > 0 ? bytes : throw FieldReader.Missing("inputs");
    }

    public Picture Image() => Picture(File("image"), "inputs");

    public string[] Labels() =>
        Parameters.Array("candidate_labels") is { Count: > 0 } labels
            ? [.. labels.Select(label => label!.GetValue<string>())]
            : throw FieldReader.Missing("candidate_labels");

    public static Picture Picture(byte[] file, string field) =>
        Codecs.Picture.Read(file)
            ?? throw ApiException.Invalid($"Invalid value for '{field}': it is not an image.", field, "invalid_image");
}
