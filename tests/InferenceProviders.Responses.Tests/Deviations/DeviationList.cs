using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceProviders.Responses.Comparison;

namespace InferenceProviders.Responses.Deviations;

/// <summary>What <c>deviations.json</c> declares, and which of it was needed.</summary>
internal sealed class DeviationList
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly IReadOnlyList<Deviation> _deviations;
    private readonly ConcurrentDictionary<Deviation, int> _used = new(ReferenceEqualityComparer.Instance);

    public DeviationList(IReadOnlyList<Deviation> deviations)
    {
        _deviations = deviations;
        if (deviations.FirstOrDefault(deviation => deviation.Reason.Length < 10 || deviation.What.Trim('*', '/').Length == 0) is { } bad)
        {
            throw new InvalidDataException($"The deviation '{bad}' must say what differs and why.");
        }
    }

    /// <summary>Declarations that no transcript needed.</summary>
    public IEnumerable<Deviation> Unused => _deviations.Where(deviation => !_used.ContainsKey(deviation));

    /// <summary>How many differences each declaration covered.</summary>
    public IEnumerable<(Deviation Deviation, int Count)> Used => _deviations.Where(_used.ContainsKey).Select(deviation => (deviation, _used[deviation]));

    public static DeviationList Load(string file) => new(JsonSerializer.Deserialize<List<Deviation>>(File.ReadAllText(file), Strict)!);

    /// <summary>The declaration that covers a difference, or null.</summary>
    public Deviation? Find(Difference difference)
    {
        var deviation = _deviations.FirstOrDefault(deviation => deviation.Covers(difference));
        if (deviation is not null)
        {
            _used.AddOrUpdate(deviation, 1, static (_, count) => count + 1);
        }

        return deviation;
    }
}
