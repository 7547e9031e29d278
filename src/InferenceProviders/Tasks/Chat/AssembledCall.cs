using System.Text;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A tool call while its pieces arrive.</summary>
/// <param name="index">The index of its first piece; null where the server left it out.</param>
internal sealed class AssembledCall(int? index)
{
    private readonly StringBuilder _arguments = new();
    private JsonProgress _progress;

    public int? Index { get; } = index;

    /// <summary>The first id that came: some servers give every piece another one.</summary>
    public string? Id { get; private set; }

    public string? Name { get; private set; }

    /// <summary>
    /// Whether it began behind a whole call at the same place with nothing to tell them apart: it is another call of
    /// the same function, or that call again.
    /// </summary>
    public bool IsRestart { get; private init; }

    /// <summary>The array that the last piece came in.</summary>
    public int Batch { get; private set; }

    public string Arguments => _arguments.ToString();

    /// <summary>What the provider wants back with the call; null for nothing.</summary>
    public AdditionalPropertiesDictionary? Extras { get; private set; }

    /// <summary>Whether the arguments so far are a whole JSON value, placeholders included.</summary>
    public bool IsComplete => _progress.IsComplete;

    /// <summary>
    /// Whether the arguments are what servers write before they know them: <c>{}</c>, <c>null</c> or nothing. They are
    /// also those of a call without arguments.
    /// </summary>
    public bool IsPlaceholder { get; private set; } = true;

    /// <summary>Whether the arguments are a whole JSON value to which nothing can be added.</summary>
    public bool IsWhole => IsComplete && !IsPlaceholder;

    /// <summary>
    /// A call that begins behind one whose arguments are whole. Where the server does not repeat the name, it is that
    /// of the call before.
    /// </summary>
    public static AssembledCall After(AssembledCall call) => new(call.Index) { Name = call.Name, IsRestart = true };

    public void Add(in ToolCallPiece piece, int batch)
    {
        Name = IsNamedFurther(piece, batch) ? NameWith(piece.Name!) : piece.HasName ? piece.Name : Name;
        Id ??= piece.HasId ? piece.Id : null;
        Batch = batch;
        Extras = piece.Extras ?? Extras;
        if (string.IsNullOrEmpty(piece.Arguments) || (IsWhole && HasArguments(piece.Arguments)))
        {
            // Whole arguments that are said again, at the end of their pieces or in every piece.
            return;
        }

        if (IsPlaceholder && _arguments.Length > 0 && piece.HasArguments)
        {
            _arguments.Clear();
            _progress = default;
        }

        _arguments.Append(piece.Arguments);
        _progress.Read(piece.Arguments);
        IsPlaceholder = _arguments.Length <= 8 && ToolCallPiece.IsPlaceholderText(Arguments);
    }

    /// <summary>
    /// Whether a piece says more of the name: it comes before any arguments, and has the id that the call has, or none
    /// where the call has one (openclaw/openclaw#127603, continuedev/continue#5849).
    /// </summary>
    public bool IsNamedFurther(in ToolCallPiece piece, int batch) =>
        piece.HasName && Name is not null && Name != piece.Name && _arguments.Length == 0 && Batch != batch
            && Id is not null && (!piece.HasId || piece.Id == Id);

    /// <summary>The name with a piece of it; some servers repeat the beginning.</summary>
    private string NameWith(string more) => more.StartsWith(Name!, StringComparison.Ordinal) ? more : Name + more;

    /// <summary>Whether a text is the same as the arguments so far.</summary>
    public bool HasArguments(string text) => _arguments.Length == text.Length && _arguments.Equals(text);
}
