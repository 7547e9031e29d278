namespace InferenceProviders;

/// <summary>Something that processes tell each other, and that holds for a while.</summary>
/// <param name="Topic">What it is about: letters, digits and hyphens.</param>
/// <param name="Key">What it is about in the topic. It has no line breaks.</param>
/// <param name="Value">What is said.</param>
/// <param name="ExpiresIn">How much longer it holds; greater than zero.</param>
public sealed record SharedEntry(string Topic, string Key, string Value, TimeSpan ExpiresIn);
