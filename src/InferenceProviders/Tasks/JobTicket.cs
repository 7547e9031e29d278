using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>
/// A job that was submitted, as a token from which any process goes on with it: whose job it is, and what the provider
/// said when it took it. It has no secret and nothing of the prompt in it; a code that only the account's key can make
/// binds it to that account and to every byte of it.
/// </summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model, as the route had it.</param>
/// <param name="Task">The task.</param>
/// <param name="AuthMode">On whose account.</param>
/// <param name="Uri">Where the job was submitted.</param>
/// <param name="Answer">What of the provider's answer is about the job.</param>
internal sealed record JobTicket(
    string Provider, string Model, InferenceTask Task, AuthMode AuthMode, Uri Uri, byte[] Answer)
{
    private const int Version = 1;
    private const int CodeLength = 16;
    private const int MaxLength = 16 * 1024;
    private const int MaxText = 2048;

    /// <summary>Fields of providers' answers that name a job or its addresses, or say how it stands.</summary>
    private static readonly HashSet<string> About =
    [
        "id", "request_id", "task_id", "status", "task_status", "response_url", "status_url", "cancel_url",
        "polling_url", "get", "cancel", "queue_position",
    ];

    /// <summary>Objects that have such fields in them.</summary>
    private static readonly HashSet<string> Holders = ["data", "urls", "task"];

    private byte[] _payload = [];
    private byte[] _code = [];

    /// <summary>The token's ticket.</summary>
    /// <exception cref="ArgumentException">The token is not one of a job of this library.</exception>
    public static JobTicket Read(ResponseContinuationToken token, string argument)
    {
        var bytes = token.ToBytes().ToArray();
        if (bytes.Length is > CodeLength + 1 and <= MaxLength && bytes[0] == Version)
        {
            var payload = bytes[..^CodeLength];
            try
            {
                var json = JsonText.Parse(payload.AsSpan(1));
                if (json.Text("provider") is { } provider && json.Text("model") is { } model
                    && json.Text("task") is { Length: > 0 } task
                    && Enum.TryParse<AuthMode>(json.Text("account"), out var mode)
                    && System.Uri.TryCreate(json.Text("uri"), UriKind.Absolute, out var uri)
                    && json.At("answer") is { ValueKind: JsonValueKind.Object } answer)
                {
                    return new JobTicket(
                        provider, model, new InferenceTask(task), mode, uri,
                        Encoding.UTF8.GetBytes(answer.GetRawText()))
                    {
                        _payload = payload,
                        _code = bytes[^CodeLength..],
                    };
                }
            }
            catch (JsonException)
            {
                // Said below.
            }
        }

        throw new ArgumentException(
            "The continuation token was not issued by a client of this library for a queued job.", argument);
    }

    /// <summary>The token of a job that was submitted on a route.</summary>
    public static ResponseContinuationToken Write(Route route, ProviderAnswer submitted)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write([(byte)Version]);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("provider", route.Name);
            writer.WriteString("model", route.ModelId ?? route.Model);
            writer.WriteString("task", route.Task.Name);
            writer.WriteString("account", route.AuthMode.ToString());
            writer.WriteString("uri", submitted.Uri.GetLeftPart(UriPartial.Path));
            writer.WritePropertyName("answer");
            Reduce(writer, submitted.Json);
            writer.WriteEndObject();
        }

        var payload = buffer.WrittenSpan.ToArray();
        return ResponseContinuationToken.FromBytes((byte[])[.. payload, .. Code(route, payload)]);
    }

    /// <summary>Whether a route has the key of the account that the job is on.</summary>
    public bool IsOf(Route route) => CryptographicOperations.FixedTimeEquals(Code(route, _payload), _code);

    private static byte[] Code(Route route, byte[] payload) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(route.Authorization?.Parameter ?? ""), payload)[..CodeLength];

    private static void Reduce(Utf8JsonWriter writer, JsonElement json)
    {
        writer.WriteStartObject();
        foreach (var field in json.EnumerateObject())
        {
            var isText = field.Value.ValueKind == JsonValueKind.String && field.Value.GetString()!.Length <= MaxText;
            if (About.Contains(field.Name) && (isText || field.Value.ValueKind == JsonValueKind.Number))
            {
                field.WriteTo(writer);
            }
            else if (Holders.Contains(field.Name) && field.Value.ValueKind == JsonValueKind.Object)
            {
                writer.WritePropertyName(field.Name);
                Reduce(writer, field.Value);
            }
        }

        writer.WriteEndObject();
    }
}
