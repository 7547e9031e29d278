using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// What the options of all typed tasks share. Parameters that are not set are not sent, so that the model's own
/// defaults hold; every parameter that is set goes onto the wire, or the call fails with
/// <see cref="InferenceErrorKind.NotSupported"/>.
/// </summary>
public abstract class InferenceTaskOptions
{
    private protected InferenceTaskOptions()
    {
    }

    /// <summary>
    /// Parameters that have no property, by their wire names; they win over the properties. Null for none.
    /// </summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }

    /// <summary>
    /// Which providers the call may use, what it may cost, and who pays. Null, or what is null in it: the router's own.
    /// </summary>
    public RoutingOptions? Routing { get; set; }

    /// <summary>Receives how far a queued job is. Null for none.</summary>
    public IProgress<InferenceProgress>? Progress { get; set; }

    /// <summary>What the call does about a job that the provider queues.</summary>
    internal virtual JobRun Job => default;

    internal IReadOnlyList<KeyValuePair<string, object?>> ToParameters()
    {
        var parameters = new WireBody();
        AddTo(parameters);
        foreach (var (name, value) in OwnProperties.Without(AdditionalProperties))
        {
            parameters[name] = value;
        }

        return [.. parameters];
    }

    private protected abstract void AddTo(WireBody parameters);

    /// <summary>A count that has to be greater than zero.</summary>
    private protected static int? Positive(int? value, string name) =>
        value is <= 0
            ? throw new ArgumentOutOfRangeException(name, value, $"{name} must be greater than zero.")
            : value;

    /// <summary>A share from 0 to 1.</summary>
    private protected static double? Share(double? value, string name) =>
        value is < 0 or > 1 or double.NaN
            ? throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 0 and 1.")
            : value;
}
