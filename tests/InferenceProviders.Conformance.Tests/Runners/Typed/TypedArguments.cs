using System.Text.Json;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Typed;

/// <summary>
/// The arguments of a captured call of a task with <c>inputs</c> and <c>parameters</c>, wherever the two clients put
/// them.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="inputNames">The names of arguments that are inputs; every other argument is a parameter.</param>
internal sealed class TypedArguments(CapturedCall call, params string[] inputNames)
{
    private static readonly string[] Containers = ["parameters", "extra_body"];
    private static readonly string[] JavaScriptInputs = ["inputs", "data"];

    public string Model => (call.Endpoint ?? call.Model)!;

    public string? Provider => call.Provider;

    public CapturedCall Call => call;

    /// <summary>The parameters by their wire names.</summary>
    public AdditionalPropertiesDictionary Parameters(params string[] except)
    {
        var parameters = new AdditionalPropertiesDictionary();
        foreach (var argument in call.Arguments.Where(
            argument =>
                argument.Name is not "endpointUrl" && !JavaScriptInputs.Contains(argument.Name)
                && !inputNames.Contains(argument.Name)))
        {
            foreach (var parameter in Containers.Contains(argument.Name)
                ? argument.Value.EnumerateObject()
                : (IEnumerable<JsonProperty>)[argument])
            {
                if (!except.Contains(parameter.Name) && parameter.Value.ValueKind != JsonValueKind.Null)
                {
                    parameters[parameter.Name] = parameter.Value;
                }
            }
        }

        return parameters;
    }

    /// <summary>
    /// An input: a field of the JavaScript client's <c>inputs</c> or the whole of it, or an argument of the Python
    /// client's.
    /// </summary>
    public JsonElement Input(params string[] names)
    {
        foreach (var container in call.Arguments.Where(argument => JavaScriptInputs.Contains(argument.Name)))
        {
            if (container.Value.ValueKind == JsonValueKind.Object
                && names.Where(name => container.Value.TryGetProperty(name, out _)).ToArray() is [var found, ..])
            {
                return container.Value.GetProperty(found);
            }
        }

        return call.Arguments.Where(argument => names.Contains(argument.Name)
            || (JavaScriptInputs.Contains(argument.Name) && names is ["text" or "image" or "audio", ..]))
            .Select(argument => argument.Value).FirstOrDefault();
    }

    public string Text(params string[] names) =>
        Input(names) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>A list of texts, from the parameters.</summary>
    public string[] Labels(string name) =>
        call.Arguments.SelectMany(argument => Containers.Contains(argument.Name) ? argument.Value.EnumerateObject()
            : (IEnumerable<JsonProperty>)[argument])
            .Where(argument => argument.NameEquals(name))
            .SelectMany(argument => argument.Value.EnumerateArray()).Select(label => label.GetString()!).ToArray();

    public InferenceTable Table(params string[] names)
    {
        var table = new InferenceTable();
        foreach (var column in Input(names).EnumerateObject())
        {
            table[column.Name] = [.. column.Value.EnumerateArray().Select(cell => cell.ToString())];
        }

        return table;
    }

    /// <summary>A file: a path as such, bytes with the type that the client was told, or else with none.</summary>
    public async Task<InferenceMedia> MediaAsync(string name, CancellationToken cancellationToken)
    {
        var value = Input(name);
        return call.File(value) switch
        {
            { Form: "path" } file => InferenceMedia.FromFile(file.Path),
            { } file =>
                InferenceMedia.FromBytes(await File.ReadAllBytesAsync(file.Path, cancellationToken), file.MediaType),
            null when value.ValueKind == JsonValueKind.String =>
                Uri.TryCreate(value.GetString(), UriKind.Absolute, out var uri)
                ? InferenceMedia.FromUri(uri)
                : throw new ArgumentException($"'{value}' is not a URL."),
            null => throw new InvalidDataException($"The capture has a file of an unknown form: {value}"),
        };
    }
}
