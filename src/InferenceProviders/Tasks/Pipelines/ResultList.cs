namespace InferenceProviders.Tasks.Pipelines;

/// <summary>What a task that gives several results gave.</summary>
internal sealed record ResultList<T>(IReadOnlyList<T> Items, RawJson? Raw);
