using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>
/// The extension data of execution settings: what has a property in the options of Microsoft.Extensions.AI is taken
/// out, and the rest goes onto the wire under its own name. Names ignore case, and values may be JSON, as they are in
/// settings that were read from a file. The settings are not changed.
/// </summary>
internal sealed class SettingsReader
{
    private readonly AdditionalPropertiesDictionary _rest = [];
    private RoutingOptions? _routing;

    public SettingsReader(PromptExecutionSettings? settings)
    {
        ModelId = settings?.ModelId;
        if (settings is not null && settings.GetType() != typeof(PromptExecutionSettings))
        {
            throw new ArgumentException(
                $"The properties that {settings.GetType().Name} adds would be lost here: use "
                    + $"{nameof(PromptExecutionSettings)}, with the parameters by name in "
                    + $"{nameof(settings.ExtensionData)}.",
                nameof(settings));
        }

        foreach (var (name, value) in settings?.ExtensionData ?? new Dictionary<string, object>())
        {
            if (value is RoutingOptions routing)
            {
                _routing = routing;
            }
            else if (value is not (null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }))
            {
                _rest[name] = value;
            }
        }
    }

    public string? ModelId { get; }

    /// <summary>What was not taken; null when there is nothing left.</summary>
    /// <exception cref="ArgumentException">Routing options were not taken.</exception>
    public AdditionalPropertiesDictionary? Rest =>
        _routing is not null
            ? throw new ArgumentException(
                "Routing options are for chat models: name a provider when the service is added instead.")
        : _rest.Count == 0 ? null
        : _rest;

    public bool Has(string name) => _rest.ContainsKey(name);

    public RoutingOptions? TakeRouting()
    {
        var routing = _routing;
        _routing = null;
        return routing;
    }

    public void Rename(string from, string to)
    {
        if (Take(from) is { } value)
        {
            _rest.TryAdd(to, value);
        }
    }

    public string? TakeText(string name) => Take(name) switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        var other => throw Wrong(name, "a text", other),
    };

    public int? TakeCount(string name) => Take(name) switch
    {
        null => null,
        var value =>
            Whole(value) is > 0 and <= int.MaxValue and var number
                ? (int)number
                : throw Wrong(name, "a whole number greater than zero", value),
    };

    public bool? TakeFlag(string name) => Take(name) switch
    {
        null => null,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } json => json.GetBoolean(),
        string text when bool.TryParse(text, out var flag) => flag,
        var other => throw Wrong(name, "true or false", other),
    };

    private object? Take(string name) => _rest.Remove(name, out var value) ? value : null;

    private static long? Whole(object value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } json =>
            json.TryGetInt64(out var whole) ? whole : Whole(json.GetDouble()),
        JsonElement { ValueKind: JsonValueKind.String } json => Whole(json.GetString()!),
        string text =>
            long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null,
        double number => number == Math.Truncate(number) && Math.Abs(number) < 1L << 53 ? (long)number : null,
        float number => Whole((double)number),
        decimal number => number == decimal.Truncate(number) && Math.Abs(number) < 1L << 53 ? (long)number : null,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ArgumentException Wrong(string name, string right, object value) =>
        new($"'{name}' in {nameof(PromptExecutionSettings.ExtensionData)} must be {right}; a value of the type "
            + $"{(value is JsonElement json ? $"JSON {json.ValueKind}" : value.GetType().Name)} is not.");
}
