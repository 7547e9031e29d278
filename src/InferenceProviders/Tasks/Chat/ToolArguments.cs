using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The arguments of a function call, between the JSON text of the wire and the dictionary of
/// <see cref="FunctionCallContent"/>.
/// </summary>
internal static class ToolArguments
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Creates the call. Where the text is no JSON object, <see cref="FunctionCallContent.Exception"/> says so, the
    /// text is the raw representation, and the arguments are <see cref="UnreadableArguments"/>.
    /// </summary>
    public static FunctionCallContent Read(string callId, string name, ReadOnlySpan<byte> utf8)
    {
        name = WithoutMarks(name);
        var json = utf8.Trim(" \t\r\n"u8);
        if (json.IsEmpty || json.SequenceEqual("null"u8))
        {
            return new FunctionCallContent(callId, name, new Dictionary<string, object?>());
        }

        if (json.StartsWith("{}"u8) && json["{}"u8.Length..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..] behind)
        {
            // Gateways before Bedrock and Anthropic leave the placeholder before the arguments (openai-agents-js#712).
            json = behind;
        }

        try
        {
            return new FunctionCallContent(callId, name, ReadObject(json));
        }
        catch (JsonException exception)
        {
            var text = Encoding.UTF8.GetString(json);
            var problem = new InvalidOperationException(
                $"The arguments that the model wrote for '{name}' are not a JSON object.", exception);
            return new FunctionCallContent(callId, name, UnreadableArguments.Create(text, problem))
            {
                Exception = problem,
                RawRepresentation = text,
            };
        }
    }

    /// <summary>
    /// Servers of gpt-oss leave marks of its format behind a name: <c>search&lt;|channel|&gt;commentary</c>
    /// (vllm-project/vllm#32587). No function has such a name.
    /// </summary>
    private static string WithoutMarks(string name) =>
        name.IndexOf("<|", StringComparison.Ordinal) is > 0 and var end ? name[..end].TrimEnd() : name;

    /// <summary>Whether a text is one whole JSON object.</summary>
    public static bool IsObject(string text)
    {
        var json = text.AsSpan().Trim();
        if (json is not ['{', .., '}'])
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether two texts are the same arguments, however they are written.</summary>
    public static bool AreSame(string one, string other)
    {
        if (one == other)
        {
            return true;
        }

        try
        {
            return JsonElement.DeepEquals(
                JsonText.Parse(Encoding.UTF8.GetBytes(one)), JsonText.Parse(Encoding.UTF8.GetBytes(other)));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The arguments as a compact JSON object, always: servers read the arguments in a history (vLLM, SGLang,
    /// llama.cpp), and one that is no object would make every later turn fail. Text that could not be parsed goes back
    /// inside of one.
    /// </summary>
    public static string ToJson(FunctionCallContent call) => ToJson(call, call.Arguments, call.Name);

    /// <param name="call">The call, of a function or of an MCP tool.</param>
    /// <param name="arguments">Its arguments; null when they could not be parsed.</param>
    /// <param name="name">The tool, for errors.</param>
    public static string ToJson(AIContent call, IDictionary<string, object?>? arguments, string name)
    {
        if (arguments is null)
        {
            return call.RawRepresentation switch
            {
                string text when IsObject(text) => text,
                string { Length: > 0 } text =>
                    ToJson(call, new Dictionary<string, object?> { [UnreadableArguments.Name] = text }, name),
                _ => "{}",
            };
        }

        if (arguments.Count == 0)
        {
            return "{}";
        }

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            JsonValueWriter.Write(writer, arguments, name);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Dictionary<string, object?> ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            // Some servers encode the object twice.
            return ReadObject(Encoding.UTF8.GetBytes(JsonText.Get(ref reader)));
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The arguments are not an object.");
        }

        var arguments = new Dictionary<string, object?>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Get(ref reader);
            reader.Read();
            arguments[name] = reader.TokenType == JsonTokenType.Null ? null : JsonText.Parse(ref reader);
        }

        // A second value behind the object is not an argument object either.
        return reader.Read() ? throw new JsonException("There is text behind the arguments.") : arguments;
    }
}
