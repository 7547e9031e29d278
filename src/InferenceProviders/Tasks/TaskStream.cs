using System.Text;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>A result that arrives in pieces: what a codec gives, as an answer that a call can go on reading.</summary>
internal sealed class TaskStream<TPiece> : ICallStream<TPiece>
    where TPiece : TaskPiece
{
    private readonly TaskExchange _exchange;
    private readonly IAsyncEnumerator<TPiece> _pieces;
    private readonly StringBuilder _text = new();
    private TPiece? _first;
    private TPiece? _last;
    private bool _isWhole;

    private TaskStream(Attempt attempt, TaskExchange exchange, IAsyncEnumerable<TPiece> pieces)
    {
        Attempt = attempt;
        _exchange = exchange;
        _pieces = pieces.GetAsyncEnumerator(attempt.Token);
    }

    public Attempt Attempt { get; }

    public ResponseInfo Info => _exchange.Info;

    public bool IsStream => !_isWhole;

    public bool IsLast { get; private set; }

    public TimeSpan? TimeToFirstToken { get; private set; }

    public UsageDetails? Usage { get; private set; }

    public RequestAmounts? Amounts { get; private set; }

    public AnswerDetails Details => new() { Model = _last?.ServedModel };

    public string? PartialText => _text.Length == 0 ? null : _text.ToString();

    /// <summary>Begins, and waits for the first piece.</summary>
    public static async ValueTask<ICallStream<TPiece>> OpenAsync(
        Attempt attempt, TaskExchange exchange, IAsyncEnumerable<TPiece> pieces)
    {
        var stream = new TaskStream<TPiece>(attempt, exchange, pieces);
        try
        {
            stream._first = await stream.NextAsync().ConfigureAwait(false);
            stream._isWhole = stream._first is { IsWhole: true };
            stream.TimeToFirstToken = stream._isWhole ? null : attempt.Call.Deadline.Elapsed;
            return stream;
        }
        catch (Exception exception)
        {
            var translated = stream.Translate(exception);
            await stream.DisposeAsync().ConfigureAwait(false);
            if (!ReferenceEquals(translated, exception))
            {
                throw translated;
            }

            throw;
        }
    }

    public async ValueTask<TPiece?> ReadAsync()
    {
        var piece = _first ?? await NextAsync().ConfigureAwait(false);
        _first = null;
        if (piece is not null)
        {
            IsLast = piece.IsLast;
            _text.Append(piece.AddedText);
        }

        return piece;
    }

    public Exception Translate(Exception exception) => Attempt.Translate(exception, _exchange.Stalled);

    public ValueTask DisposeAsync() => _pieces.DisposeAsync();

    private async ValueTask<TPiece?> NextAsync()
    {
        if (_last is { IsLast: true } || !await _pieces.MoveNextAsync().ConfigureAwait(false))
        {
            return null;
        }

        _last = _pieces.Current;
        Usage = _last.Usage ?? Usage;
        Amounts = _last.Amounts ?? Amounts;
        return _last;
    }
}
