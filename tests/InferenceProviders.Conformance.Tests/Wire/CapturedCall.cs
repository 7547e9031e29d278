using System.Text.Json;

namespace InferenceProviders.Conformance.Wire;

/// <summary>How the client was called.</summary>
internal sealed class CapturedCall(JsonElement root, string fixtures)
{
    /// <summary>The client's public method: <c>chatCompletion</c>, <c>text_to_image</c>, …</summary>
    public string Method => Text("method") ?? throw new InvalidDataException("A capture has no call.method.");

    /// <summary>The Hub's name of the task; null for free requests.</summary>
    public string? Task => Text("task");

    public string? Provider => Text("provider") is "auto" ? null : Text("provider");

    public string? Model => Text("model");

    /// <summary><c>routed</c>, <c>direct</c> or <c>anonymous</c>.</summary>
    public string Auth => Text("auth") ?? "anonymous";

    public string? AccessToken => Text("accessToken");

    /// <summary>What was passed besides provider and model.</summary>
    public IEnumerable<JsonProperty> Arguments => Properties("arguments");

    /// <summary>The second argument of the JavaScript client's methods.</summary>
    public IEnumerable<JsonProperty> Options => Properties("options");

    /// <summary>What the client was constructed with.</summary>
    public IEnumerable<JsonProperty> ClientOptions => Properties("clientOptions");

    /// <summary>
    /// The URL of an endpoint, wherever the client takes one: as an argument, an option, a method's argument, or in
    /// place of the model.
    /// </summary>
    public string? Endpoint =>
        Text("endpoint")
        ?? Find(Arguments, "endpointUrl")
        ?? Find(ClientOptions, "endpointUrl")
        ?? Find(ClientOptions, "base_url")
        ?? (Provider is null && Model?.Contains("://", StringComparison.Ordinal) is true ? Model : null);

    public string? Argument(string name) => Find(Arguments, name);

    public string? ClientOption(string name) => Find(ClientOptions, name);

    /// <summary>The file that <c>{"$file"}</c> stands for, with its media type; null for any other value.</summary>
    public FileArgument? File(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$file", out var name)
            ? new FileArgument(
                Path.Combine(fixtures, Path.GetFileName(name.GetString()!)),
                value.TryGetProperty("as", out var form) ? form.GetString()! : "bytes",
                value.TryGetProperty("type", out var type) && type.GetString() is { Length: > 0 } mediaType
                    ? mediaType
                    : null)
            : null;

    private string? Text(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private IEnumerable<JsonProperty> Properties(string name)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                yield return property;
            }
        }
    }

    private static string? Find(IEnumerable<JsonProperty> properties, string name) =>
        properties.Where(property => property.NameEquals(name) && property.Value.ValueKind == JsonValueKind.String)
            .Select(property => property.Value.GetString()).FirstOrDefault();
}

/// <summary>A file that was passed to the client.</summary>
/// <param name="Path">Where its bytes are.</param>
/// <param name="Form"><c>Blob</c>, <c>ArrayBuffer</c>, <c>bytes</c> or <c>path</c>.</param>
/// <param name="MediaType">The type that the client knew; null for none.</param>
internal sealed record FileArgument(string Path, string Form, string? MediaType);
