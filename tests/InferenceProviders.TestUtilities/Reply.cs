using System.Globalization;
using System.Text;

namespace InferenceProviders.TestUtilities;

/// <summary>What <see cref="ScriptedServer"/> does with one request, step by step.</summary>
internal sealed record Reply(params IReadOnlyList<ReplyStep> Steps)
{
    /// <summary>Closes the connection without a word.</summary>
    public static Reply Close { get; } = new(new ReplyStep.Reset());

    /// <summary>Takes the request and never answers.</summary>
    public static Reply Silence { get; } = new(new ReplyStep.Hang());

    /// <summary>A whole response with its length.</summary>
    public static Reply Whole(
        byte[] body, string? contentType = "application/json", int status = 200,
        params IReadOnlyList<string> headers) =>
        new(new ReplyStep.Send(
            [.. Head(status, contentType, [$"Content-Length: {body.Length}", .. headers]), .. body]));

    public static Reply Json(string body, int status = 200, params IReadOnlyList<string> headers) =>
        Whole(Encoding.UTF8.GetBytes(body), "application/json", status, headers);

    /// <summary>
    /// A chunked response; every piece is a chunk, and is sent when the client has read the one before and waits for
    /// more.
    /// </summary>
    public static Reply Chunked(
        IEnumerable<ReadOnlyMemory<byte>> pieces, string contentType = "text/event-stream", int status = 200,
        params IReadOnlyList<string> headers) =>
        new([
            .. Open(contentType, status, headers).Steps,
            .. pieces.SelectMany(IEnumerable<ReplyStep> (piece, index) => index == 0 ? [Chunk(piece)]
            : [new ReplyStep.Drained(), Chunk(piece)]), End]);

    public static Reply Stream(string events) => Stream(Encoding.UTF8.GetBytes(events));

    public static Reply Stream(byte[] events) => Chunked([events]);

    /// <summary>The head of a chunked response; the test adds its steps with <see cref="Then"/>.</summary>
    public static Reply Open(
        string contentType = "text/event-stream", int status = 200, params IReadOnlyList<string> headers) =>
        new(new ReplyStep.Send(Head(status, contentType, ["Transfer-Encoding: chunked", .. headers])));

    public static ReplyStep Chunk(string text) => Chunk(Encoding.UTF8.GetBytes(text));

    public static ReplyStep Chunk(ReadOnlyMemory<byte> bytes) => new ReplyStep.Send(
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x}\r\n")),
            .. bytes.Span, .. "\r\n"u8]);

    /// <summary>The last chunk, after which the response is complete.</summary>
    public static ReplyStep End { get; } = new ReplyStep.Send("0\r\n\r\n"u8.ToArray());

    public Reply Then(params IReadOnlyList<ReplyStep> steps) => new([.. Steps, .. steps]);

    private static byte[] Head(int status, string? contentType, IEnumerable<string> headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} Scripted\r\n");
        if (contentType is not null)
        {
            head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        }

        foreach (var header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}

internal abstract record ReplyStep
{
    /// <summary>Bytes, sent at once.</summary>
    public sealed record Send(byte[] Bytes) : ReplyStep;

    /// <summary>Waits until the client has read everything that was sent, and asks its socket for more.</summary>
    public sealed record Drained : ReplyStep;

    /// <summary>Tells the test that this step was reached, then waits for the test's word.</summary>
    public sealed record Gate(TaskCompletionSource Reached, Task Opened) : ReplyStep
    {
        public Gate(TaskCompletionSource reached)
            : this(reached, Task.CompletedTask)
        {
        }
    }

    /// <summary>Cuts the connection with a TCP reset.</summary>
    public sealed record Reset : ReplyStep;

    /// <summary>Ends the connection in order, whether the response is complete or not.</summary>
    public sealed record Finish : ReplyStep;

    /// <summary>Sends nothing more until the client closes.</summary>
    public sealed record Hang : ReplyStep;
}
