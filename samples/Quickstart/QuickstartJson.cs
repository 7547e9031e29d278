using System.Text.Json;
using System.Text.Json.Serialization;
using Quickstart.Demos;

namespace Quickstart;

/// <summary>
/// How the sample's types are written as JSON: generated at build time, so that it could be trimmed or compiled ahead
/// of time.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Trip))]
[JsonSerializable(typeof(Weather))]
[JsonSerializable(typeof(string))]
internal sealed partial class QuickstartJson : JsonSerializerContext;
