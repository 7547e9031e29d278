using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>
/// Collects the parameters of a request under their canonical names. What the caller puts into
/// <c>AdditionalProperties</c> is taken as it is, after typed options, and wins over them; the canonical names are
/// checked.
/// </summary>
internal sealed class ParameterList
{
    private readonly OrderedDictionary<string, object?> _values = [];

    public void Add(string name, object? value, string argument)
    {
        if (value is null)
        {
            return;
        }

        var canonical = name == "steps" ? "num_inference_steps" : name;
        if (Problem(canonical, value) is { } problem)
        {
            throw new ArgumentException($"'{Validate.Printable(name)}' must be {problem}.", argument);
        }

        _values[canonical] = value;
    }

    public void AddAll(AdditionalPropertiesDictionary? properties, string argument)
    {
        foreach (var (name, value) in OwnProperties.Without(properties))
        {
            Add(name, value, argument);
        }
    }

    public IReadOnlyList<KeyValuePair<string, object?>> ToList() => [.. _values];

    /// <summary>
    /// What a canonical parameter must be, when it is not; null when it is, or when the parameter is a provider's own.
    /// </summary>
    private static string? Problem(string name, object value) => name switch
    {
        "width" or "height" or "num_inference_steps" =>
            PixelSize.Pixels(value) is > 0 ? null : "a whole number greater than zero",
        "num_frames" => value is string ? "a number greater than zero" : null,
        "seed" => value is string or bool ? "a whole number" : null,
        "guidance_scale" or "strength" =>
            value is string or bool or double.NaN or double.PositiveInfinity or double.NegativeInfinity
                ? "a finite number"
                : null,
        "target_size" =>
            PixelSize.From(value) is { Width: > 0, Height: > 0 }
                ? null
                : "an object with width and height greater than zero",
        "scheduler" => value is string { Length: 0 } ? "the name of a scheduler" : null,
        _ => null,
    };
}
