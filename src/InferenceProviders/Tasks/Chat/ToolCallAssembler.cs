using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Puts tool calls together from their pieces by one rule. While the arguments of a call are not a whole JSON value, a
/// piece of the same index goes on with it, whatever its id; when they are one (and not the placeholder <c>{}</c>), the
/// piece begins another call. Arguments alone at an index that no call has are those of the last call: some servers
/// count pieces (dirac-run/dirac#215). What repeats a call, in whole or in part, adds nothing.
/// </summary>
internal sealed class ToolCallAssembler
{
    private readonly List<AssembledCall> _calls = [];
    private int _batch;

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Whether the arguments of a call are missing, or are no whole JSON value.</summary>
    public bool IsUnfinished => _calls.Exists(call => !call.IsComplete);

    /// <summary>Whether the arguments of a call have begun, and are no whole JSON value.</summary>
    public bool IsCut => _calls.Exists(call => !call.IsComplete && !call.IsPlaceholder);

    /// <summary>The pieces that follow come in another array.</summary>
    public void BeginArray() => _batch++;

    public void Add(in ToolCallPiece piece)
    {
        if (FindRepeated(piece) is { } repeated)
        {
            repeated.Add(piece, _batch);
            return;
        }

        var call = Find(piece);
        if (call is not null && !BeginsAnother(call, piece))
        {
            call.Add(piece, _batch);
            return;
        }

        if (!piece.IsEmpty)
        {
            var begun = call is { IsWhole: true } && !IsOther(call, piece)
                ? AssembledCall.After(call)
                : new AssembledCall(piece.Index);
            begun.Add(piece, _batch);
            _calls.Add(begun);
        }
    }

    /// <summary>
    /// The calls in the order in which they began. One that has no id, or that of another, gets one, because results
    /// are matched by it.
    /// </summary>
    public void AddTo(IList<AIContent> contents)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _calls.Count; i++)
        {
            var call = _calls[i];
            if (call.IsRestart && Contains(call, i))
            {
                continue;
            }

            var id = call.Id is not null && ids.Add(call.Id) ? call.Id : $"call_{Guid.NewGuid():N}";
            var content = ToolArguments.Read(id, call.Name ?? "", Encoding.UTF8.GetBytes(call.Arguments));
            content.AdditionalProperties = call.Extras;
            contents.Add(content);
        }
    }

    /// <summary>
    /// Adds the calls of another field that this one does not have: servers write one call into both <c>tool_calls</c>
    /// and <c>function_call</c>.
    /// </summary>
    public void Merge(ToolCallAssembler other)
    {
        foreach (var call in other._calls)
        {
            if (!Contains(call, _calls.Count))
            {
                _calls.Add(call);
            }
        }
    }

    private bool Contains(AssembledCall call, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_calls[i].Name == call.Name && ToolArguments.AreSame(_calls[i].Arguments, call.Arguments))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The call that a piece says again in another array: name and arguments are the same, and no id tells them apart.
    /// </summary>
    private AssembledCall? FindRepeated(in ToolCallPiece piece)
    {
        if (!piece.HasName || !piece.HasArguments)
        {
            return null;
        }

        foreach (var call in _calls)
        {
            if (call.Name == piece.Name && call.Batch != _batch && call.IsComplete
                && call.HasArguments(piece.Arguments!)
                && (!piece.HasId || call.Id is null || call.Id == piece.Id)
                    && (piece.Index is null || call.Index is null || piece.Index == call.Index))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>
    /// The call that a piece may go on with: the latest one of its id, else the latest one at its index; null when
    /// there is none.
    /// </summary>
    private AssembledCall? Find(in ToolCallPiece piece)
    {
        if (piece.HasId)
        {
            for (var i = _calls.Count - 1; i >= 0; i--)
            {
                if (_calls[i].Id == piece.Id && IsAt(_calls[i], piece))
                {
                    return _calls[i];
                }
            }
        }

        if (piece.Index is null)
        {
            // Without an index an id that is new is a new call, unless the piece is no beginning: the last call goes
            // on.
            return _calls is [.., var last] && (!piece.HasId || !piece.HasName || last.Id is null) ? last : null;
        }

        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Index == piece.Index || _calls[i].Index is null)
            {
                return _calls[i];
            }
        }

        return !piece.HasId && !piece.HasName && _calls is [.., { IsWhole: false } open] ? open : null;
    }

    /// <summary>
    /// Whether a call that has the piece's id can be the piece's: an id that two indexes share is two calls, but some
    /// servers count pieces instead of calls.
    /// </summary>
    private static bool IsAt(AssembledCall call, in ToolCallPiece piece) =>
        piece.Index is null || call.Index is null || call.Index == piece.Index || (!piece.HasName && !call.IsWhole);

    private bool BeginsAnother(AssembledCall call, in ToolCallPiece piece) =>
        IsOther(call, piece)
            && (call.IsWhole || call.Name != piece.Name || call.Batch == _batch
            || (call.IsComplete && piece.IsPlaceholder))
        || (call.IsWhole && piece.BeginsValue && !call.HasArguments(piece.Arguments!));

    /// <summary>
    /// Whether name, id or array say that a piece does not belong to a call. An id without a name does not: some
    /// servers number every piece anew.
    /// </summary>
    private bool IsOther(AssembledCall call, in ToolCallPiece piece) =>
        piece.HasName && call.Name is not null && !call.IsNamedFurther(piece, _batch)
        && (call.Name != piece.Name || call.Batch == _batch
            || (piece.HasId && call.Id is not null && call.Id != piece.Id));
}
