using System.Text.Json;

namespace InferenceProviders.Errors;

/// <summary>
/// Recognizes a failure that a server reports inside a 200 without an <c>error</c>: <c>{"object":"error"}</c> (vLLM
/// before 0.11, FastChat), <c>{"detail"}</c> (FastAPI), <c>{"code","message"}</c> and <c>{"code","msg"}</c>
/// (SiliconFlow, gateways), <c>{"errors"}</c>, <c>{"error_message"}</c>, <c>base_resp</c> (MiniMax), problem details.
/// </summary>
internal static class FailureFrame
{
    private static readonly string[] Codes = [
        "code", "error_code", "errorCode", "err_code", "errno", "status_code", "statusCode", "status", "ret",
        "ret_code", "ErrorCode"];
    private static readonly string[] Kinds = ["object", "type", "event", "status", "state", "level"];
    private static readonly string[] Successes = [
        "ok", "success", "succeeded", "successful", "none", "done", "complete", "completed", "finished"];

    /// <summary>
    /// What an event says of itself that is sent while nothing has failed: that the server is there, or how far it is.
    /// </summary>
    private static readonly string[] Notices =
        ["ping", "pong", "keep", "heartbeat", "progress", "queue", "pending", "process", "running", "start", "wait",
            "loading", "warming", "info", "notice", "warn", "debug", "metadata", "usage"];

    /// <summary>Whether the reader is at a name that failures have, and answers hardly ever.</summary>
    public static bool IsSuspect(in Utf8JsonReader name)
    {
        // By its first letter: every field that is not known comes here, in every event that is read whole.
        var utf8 = name.ValueSpan;
        return name.ValueIsEscaped || (!utf8.IsEmpty && utf8[0] switch
        {
            (byte)'s' => utf8.StartsWith("status"u8) || utf8.SequenceEqual("success"u8),
            (byte)'m' => utf8.SequenceEqual("message"u8) || utf8.SequenceEqual("msg"u8),
            (byte)'e' => utf8.StartsWith("err"u8) || utf8.SequenceEqual("event"u8) || utf8.SequenceEqual("exception"u8),
            (byte)'d' => utf8.SequenceEqual("detail"u8) || utf8.SequenceEqual("details"u8)
                || utf8.SequenceEqual("description"u8),
            (byte)'r' => utf8.StartsWith("ret"u8) || utf8.SequenceEqual("reason"u8),
            (byte)'t' => utf8.SequenceEqual("type"u8) || utf8.SequenceEqual("title"u8),
            (byte)'c' => utf8.SequenceEqual("code"u8),
            (byte)'b' => utf8.SequenceEqual("base_resp"u8),
            (byte)'o' => utf8.SequenceEqual("ok"u8),
            (byte)'f' => utf8.SequenceEqual("fault"u8),
            (byte)'M' => utf8.SequenceEqual("Message"u8),
            (byte)'E' => utf8.StartsWith("Error"u8),
            _ => false,
        });
    }

    /// <summary>The failure that an event or an answer reports; null when it reports none.</summary>
    /// <param name="root">The event.</param>
    /// <param name="hasAnswer">
    /// Whether it has a choice, or counts, and so may have such fields for another reason.
    /// </param>
    public static ErrorBody? Find(JsonElement root, bool hasAnswer)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var body = ErrorBody.Parse(root);
        if (Says(root, "object", "error") || IsSet(root, "errors"))
        {
            return body;
        }

        if (root.TryGetProperty("base_resp", out var minimax) && CodeOf(minimax) is true)
        {
            return body;
        }

        if (body.Message is { } message && IsSuccess(message))
        {
            return null;
        }

        var code = CodeOf(root);
        if (hasAnswer)
        {
            return code is true && body.Message is not null ? body : null;
        }

        if (code is true || Says(root, "type", "error") || Says(root, "event", "error")
            || Says(root, "status", "error", "failed", "failure") || IsFalse(root, "success") || IsFalse(root, "ok"))
        {
            return body;
        }

        return body.Message is not null && code is null && !IsNotice(root) ? body : null;
    }

    /// <summary>Whether a code says that something failed; null when there is no code.</summary>
    private static bool? CodeOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        bool? failed = null;
        foreach (var name in Codes)
        {
            if (element.TryGetProperty(name, out var code))
            {
                failed = code.ValueKind switch
                {
                    JsonValueKind.Number =>
                        failed is true || (code.TryGetDouble(out var number) && number is not 0 and (< 200 or >= 300)),
                    JsonValueKind.String when name is not "status" && code.GetString() is { Length: > 0 } word =>
                        failed is true
                            || (double.TryParse(word, out var number)
                            ? number is not 0 and (< 200 or >= 300)
                            : !IsSuccess(word)),
                    _ => failed,
                };
            }
        }

        return failed;
    }

    private static bool IsSuccess(string word) =>
        Successes.Contains(word.Trim().TrimEnd('.', '!'), StringComparer.OrdinalIgnoreCase);

    private static bool IsNotice(JsonElement root)
    {
        foreach (var name in Kinds)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } word
                && Array.Exists(Notices, notice => word.Contains(notice, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Says(JsonElement root, string name, params ReadOnlySpan<string> words)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } said)
        {
            foreach (var word in words)
            {
                if (said.Equals(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSet(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().MoveNext(),
            JsonValueKind.String => value.GetString() is { Length: > 0 },
            _ => false,
        };

    private static bool IsFalse(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;
}
