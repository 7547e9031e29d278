using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// <c>POST /v1/responses</c> as huggingface/responses.js serves it: stateless, at most 102,400 bytes a request, events
/// without names and without <c>[DONE]</c>, and nearly every failure a response of status 200 that failed.
/// </summary>
internal static class ResponsesEndpoint
{
    private const int LargestRequest = 102_400;

    private static readonly StreamForm Form = new() { Done = false };

    public static async Task PostAsync(HttpContext context)
    {
        var call = context.Call();

        // Nothing of the upstream's headers comes back.
        context.Response.Headers.Remove("x-request-id");
        if (call.Request.Body.Length > LargestRequest)
        {
            await PageAsync(context, 413, "PayloadTooLargeError: request entity too large").ConfigureAwait(false);
            return;
        }

        if (context.Request.HasJsonContentType() && call.Request.Json is null)
        {
            await PageAsync(
                context, 400, "SyntaxError: Expected property name or '}' in JSON at position 1").ConfigureAwait(false);
            return;
        }

        if (call.Address.Role == HostRole.Router && !call.Request.Headers.ContainsKey("authorization"))
        {
            await SendAsync(
                context, 401, new() { ["success"] = false, ["error"] = "Unauthorized" }).ConfigureAwait(false);
            return;
        }

        ResponsesRequest request;
        try
        {
            request = ResponsesRequestReader.Read(context.Request.HasJsonContentType() ? call.Json ?? []
                : [], call.Emulation.Options.ResponsesDefects);
        }
        catch (SchemaException error)
        {
            await SendAsync(context, 400, error.ToBody()).ConfigureAwait(false);
            return;
        }

        await AnswerAsync(context, call, request).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, EmulatedCall call, ResponsesRequest request)
    {
        var defects = call.Emulation.Options.ResponsesDefects;
        var writer = new ResponseWriter(
            request.Echo, $"resp_{NewId(call.Emulation)}", call.Emulation.Time.GetUtcNow(), defects);
        var events = new ResponseRun(
            request, writer, new ModelTurns(call), call.Emulation.Time, () =>
            NewId(call.Emulation), defects).EventsAsync(context.RequestAborted);
        if (request.Stream)
        {
            await new EventStream(context.Response, Form, call.Emulation.Options.TokenInterval, call.Emulation.Time)
                .WriteAsync(events, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await foreach (var _ in events.ConfigureAwait(false))
        {
            // Only what they lead to is sent.
        }

        await context.Response.SendJsonAsync(writer.Snapshot(), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>48 hexadecimal digits that no other item of this emulator has, the same in every run.</summary>
    private static string NewId(Emulation emulation) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(emulation.Next().ToString(CultureInfo.InvariantCulture))))[..48];

    private static Task SendAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        return context.Response.SendJsonAsync(body, context.RequestAborted);
    }

    /// <summary>What the web framework of the real server says by itself.</summary>
    private static Task PageAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        var page =
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
            + $"charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n<pre>{words}</pre>\n</body>\n</html>\n";
        return context.Response.SendBytesAsync(
            Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8", context.RequestAborted);
    }
}
