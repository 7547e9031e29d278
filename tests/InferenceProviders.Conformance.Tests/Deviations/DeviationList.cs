using System.Collections.Concurrent;
using System.Text.Json;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Deviations;

/// <summary>What a file of deviations declares, and which of it was needed.</summary>
internal sealed class DeviationList
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly IReadOnlyList<Deviation> _deviations;
    private readonly ConcurrentDictionary<Deviation, int> _used = new(ReferenceEqualityComparer.Instance);

    public DeviationList(IEnumerable<Deviation> deviations)
    {
        _deviations = [.. deviations];
        if (_deviations.FirstOrDefault(deviation => 
            deviation.Reason.Length < 10 || deviation.Cases.Count == 0 || deviation.What.Count == 0
                || deviation.What.Any(what => what.Trim('*', '/').Length == 0)) is { } bad)
        {
            throw new InvalidDataException($"The deviation '{bad}' needs cases, what differs, and a reason.");
        }
    }

    /// <summary>Declarations that no case needed.</summary>
    public IEnumerable<Deviation> Unused => _deviations.Where(deviation => !_used.ContainsKey(deviation));

    /// <summary>How many cases needed each declaration.</summary>
    public IEnumerable<(Deviation Deviation, int Cases)> Used =>
        _deviations.Where(_used.ContainsKey).Select(deviation => (deviation, _used[deviation]));

    public static DeviationList Load(IEnumerable<string> files) =>
        new(files.Where(File.Exists).SelectMany(
            file => JsonSerializer.Deserialize<List<Deviation>>(File.ReadAllText(file), Strict)!));

    /// <summary>Splits the differences of a case into those that are declared and those that are not.</summary>
    public (IReadOnlyList<(Difference Difference, Deviation Deviation)> Declared,
        IReadOnlyList<Difference> Undeclared) Split(
        string name, string? client, IEnumerable<Difference> differences)
    {
        var declared = new List<(Difference, Deviation)>();
        var undeclared = new List<Difference>();
        foreach (var difference in differences)
        {
            if (_deviations.FirstOrDefault(deviation => deviation.Covers(name, client, difference)) is { } deviation)
            {
                declared.Add((difference, deviation));
            }
            else
            {
                undeclared.Add(difference);
            }
        }

        foreach (var deviation in declared.Select(pair => pair.Item2).Distinct())
        {
            _used.AddOrUpdate(deviation, 1, static (_, count) => count + 1);
        }

        return (declared, undeclared);
    }
}
