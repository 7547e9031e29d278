namespace InferenceProviders.Tests.Field;

/// <summary>Tests that measure the memory of the process: nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class MemoryMeasurements
{
    public const string Name = "Memory";
}
