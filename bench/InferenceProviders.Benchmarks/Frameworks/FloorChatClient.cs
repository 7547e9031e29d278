using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>
/// The least that a framework can be given: <see cref="HttpClient"/>, <see cref="Utf8JsonReader"/> and the message
/// objects, by hand and for the server's answers alone. What is left is the framework's own.
/// </summary>
internal sealed class FloorChatClient(Uri address) : IChatClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly JsonWriterOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _uri = new($"{address}/v1/chat/completions");

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, stream: false, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Read(body) is { } content ? [content] : []));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, stream: true, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = SseParser.Create(body, static (_, data) => data is [(byte)'[', ..] ? null : Read(data));
        await foreach (var item in events.EnumerateAsync(cancellationToken))
        {
            if (item.Data is { } content)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Content = new ByteArrayContent(Body(messages, options, stream)),
        };
        request.Content.Headers.ContentType = Json;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Conversation.Key);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static byte[] Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var body = new MemoryStream();
        using var writer = new Utf8JsonWriter(body, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("model"u8, Conversation.Model);
        writer.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            Write(writer, message);
        }

        writer.WriteEndArray();
        if (options?.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools"u8);
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, tool.Name);
                writer.WriteString("description"u8, tool.Description);
                writer.WritePropertyName("parameters"u8);
                ((AIFunctionDeclaration)tool).JsonSchema.WriteTo(writer);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteBoolean("stream"u8, stream);
        writer.WriteEndObject();
        writer.Flush();
        return body.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role.Value);
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    writer.WriteString("content"u8, text.Text);
                    break;
                case FunctionResultContent result:
                    writer.WriteString("tool_call_id"u8, result.CallId);
                    writer.WriteString("content"u8, result.Result?.ToString());
                    break;
                case FunctionCallContent call:
                    writer.WriteStartArray("tool_calls"u8);
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, call.CallId);
                    writer.WriteString("type"u8, "function"u8);
                    writer.WriteStartObject("function"u8);
                    writer.WriteString("name"u8, call.Name);
                    writer.WriteString("arguments"u8, $$"""{"city":"{{call.Arguments!["city"]}}"}""");
                    writer.WriteEndObject();
                    writer.WriteEndObject();
                    writer.WriteEndArray();
                    break;
                default:
                    throw new NotSupportedException(content.ToString());
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The text or the one call of an answer, whole or in an event.</summary>
    private static AIContent? Read(ReadOnlySpan<byte> json)
    {
        string? text = null, id = null, name = null, arguments = null;
        var reader = new Utf8JsonReader(json);
        var isCall = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                text = reader.GetString();
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                isCall = true;
            }
            else if (isCall && reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetString();
            }
            else if (isCall && reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = reader.GetString();
            }
            else if (isCall && reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = reader.GetString();
            }
        }

        return name is not null ? new FunctionCallContent(id!, name, Arguments(arguments!))
            : text is { Length: > 0 } ? new TextContent(text)
            : null;
    }

    private static Dictionary<string, object?> Arguments(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(
            static field => field.Name, static field => (object?)field.Value.Clone());
    }
}
