using System.Collections;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>
/// A table of texts, column by column: <c>new InferenceTable { ["Repository"] = ["Transformers"], ["Stars"] = ["36542"]
/// }</c>.
/// </summary>
public sealed class InferenceTable : IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>
{
    private readonly OrderedDictionary<string, IReadOnlyList<string>> _columns = [];

    /// <summary>The cells of a column, from the first row to the last.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public IReadOnlyList<string> this[string column]
    {
        get => _columns[column];
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(column);
            ArgumentNullException.ThrowIfNull(value);
            _columns[column] = value;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() => _columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The table as JSON, checked to have cells, and as many in each column.</summary>
    internal WireBody ToJson(string argument)
    {
        if (_columns.Count == 0 || _columns.GetAt(0).Value.Count == 0)
        {
            throw new ArgumentException("The table must have at least one cell.", argument);
        }

        var rows = _columns.GetAt(0).Value.Count;
        foreach (var (name, cells) in _columns)
        {
            if (cells.Count != rows || cells.Any(cell => cell is null))
            {
                throw new ArgumentException(
                    $"The column '{Validate.Printable(name)}' must have {rows} cells, as the first one has, and none "
                    + $"may be null.",
                    argument);
            }
        }

        return new WireBody(_columns.Select(column => new KeyValuePair<string, object?>(column.Key, column.Value)));
    }
}
