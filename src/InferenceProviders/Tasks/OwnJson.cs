using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceProviders.Tasks;

/// <summary>
/// The contracts of what this library puts into additional properties. They are read with names in either case,
/// because serializers differ in that.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoutingReport))]
[JsonSerializable(typeof(RoutingOptions))]
internal sealed partial class OwnJson : JsonSerializerContext;
