using System.Collections.Frozen;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>
/// What each tenant, or each user, may spend: everybody has a limit of this kind, by a key of your own
/// (<see cref="InferenceRouter.GetSpendLimit"/>). Immutable, apart from <see cref="Amounts"/>, which is read when the
/// router is made.
/// </summary>
public sealed class SpendLevel
{
    /// <summary>Creates a level.</summary>
    /// <param name="limit">
    /// The amount, the period and the rest of what each limit has. Nothing counts on this one itself. It has no name:
    /// the limits are called by the level and their keys, <c>tenant:acme</c>.
    /// </param>
    /// <exception cref="ArgumentException">It has a name.</exception>
    public SpendLevel(SpendLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        Limit = limit.Name is null ? limit : throw new ArgumentException(
            $"The limits of a level are named after their keys: leave {nameof(limit.Name)} out.", nameof(limit));
    }

    /// <summary>What each of the limits has; its <see cref="SpendLimit.Parent"/> is above them all.</summary>
    public SpendLimit Limit { get; }

    /// <summary>
    /// The name of the level above, of users that of tenants: a call that counts on one counts on the other, too. Null,
    /// the default: there is none, and <see cref="Limit"/> says what is above.
    /// </summary>
    public string? Parent { get; init; }

    /// <summary>
    /// The amounts in US dollars of those who may spend another one, by their own key; from 0 to 9,000,000,000.
    /// Default: none.
    /// </summary>
    public IDictionary<string, decimal> Amounts { get; init; } = new Dictionary<string, decimal>(
        StringComparer.Ordinal);

    /// <summary>The limit of one of them.</summary>
    internal SpendLimit For(string name, string key, SpendLimit? parent) =>
        Limit.With(name, Amounts.TryGetValue(key, out var amount) ? amount : Limit.Limit, parent ?? Limit.Parent);

    /// <summary>The levels by name, checked.</summary>
    /// <exception cref="ArgumentException">Something is wrong with one; the argument is its key.</exception>
    internal static FrozenDictionary<string, SpendLevel> Check(
        IDictionary<string, SpendLevel> levels, string argument) =>
        levels.Freeze(static name => name, (name, level) =>
        {
            var key = $"{argument}:{Validate.Printable(name)}";
            if (!IsName(name))
            {
                throw new ArgumentException(
                    "The name of a level must have 1 to 32 letters, digits, '-', '_' or '.'.", key);
            }

            _ = level ?? throw new ArgumentException("A level must not be null: remove the entry.", key);
            foreach (var (of, amount) in level.Amounts)
            {
                _ = amount is >= 0 and <= SpendLimit.Largest ? amount : throw new ArgumentException(
                    $"The limit must be between 0 and {SpendLimit.Largest:N0} US dollars.",
                    $"{key}:{nameof(Amounts)}:{Validate.Printable(of)}");
            }

            CheckParents(levels, name, $"{key}:{nameof(Parent)}");
            return level;
        });

    private static void CheckParents(IDictionary<string, SpendLevel> levels, string name, string argument)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { name };
        for (var above = levels[name].Parent; above is not null; above = levels[above].Parent)
        {
            if (!levels.TryGetValue(above, out var level) || level is null)
            {
                var meant = NearestName.Of(above, levels.Keys) is { } near ? $" Did you mean '{near}'?" : "";
                throw new ArgumentException(
                    $"There is no spend level '{Validate.Printable(above)}'. Known levels: "
                        + $"{string.Join(", ", levels.Keys)}."
                        + meant,
                    argument);
            }

            if (!seen.Add(above))
            {
                throw new ArgumentException($"The level '{above}' cannot be its own parent.", argument);
            }
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 32
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
