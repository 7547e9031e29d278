using System.Text.Json;

namespace InferenceProviders.Primitives;

/// <summary>A value that knows its own wire form.</summary>
internal interface IJsonWritable
{
    void WriteTo(Utf8JsonWriter writer);
}
