namespace InferenceProviders.Spending;

/// <summary>One day or one month.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">The first moment of the next one.</param>
internal readonly record struct CalendarSpan(DateTimeOffset Start, DateTimeOffset End);
