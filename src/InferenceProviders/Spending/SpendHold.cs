namespace InferenceProviders.Spending;

/// <summary>That an amount is held on a limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Mark">The period in which it is held, as <see cref="SpendAccount.Hold"/> gave it.</param>
internal readonly record struct SpendHold(SpendLimit Limit, long Mark);
