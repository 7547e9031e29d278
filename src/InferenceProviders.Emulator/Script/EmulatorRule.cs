using System.Text;
using System.Text.Json;
using InferenceProviders.Emulator.Script;

namespace InferenceProviders.Emulator;

/// <summary>
/// What happens to the requests that it matches: <c>emulator.Script.For(provider: "groq").Fail(503).Once()</c>. A rule
/// can say when the answer comes (<see cref="Delay"/>, <see cref="Hold"/>), what it is (<see cref="Text"/>,
/// <see cref="Answer"/>, <see cref="Respond(ReadOnlyMemory{byte}, string, int, IReadOnlyDictionary{string, string})"/>,
/// <see cref="Fail(int, string, IReadOnlyDictionary{string, string})"/>; else the emulator's own) and how it breaks
/// (<see cref="Reset"/>, <see cref="Cut"/>, <see cref="Stall"/>, <see cref="Garbage"/>, <see cref="SendError"/>). It
/// applies to every request unless <see cref="Once"/>, <see cref="Times"/> or <see cref="Skip"/> say otherwise.
/// </summary>
public sealed class EmulatorRule
{
    private readonly Func<EmulatorRequest, bool> _condition;
    private readonly List<EmulatorAnswer> _later = [];
    private int _left = int.MaxValue;
    private int _skip;
    private bool _active;

    internal EmulatorRule(Func<EmulatorRequest, bool> condition) => _condition = condition;

    /// <summary>How many requests it has taken.</summary>
    public int Hits { get; private set; }

    internal TimeSpan Wait { get; private set; }

    internal Task? Gate { get; private set; }

    internal EmulatorAnswer? ScriptedAnswer { get; private set; }

    internal IReadOnlyList<EmulatorAnswer> ScriptedTurns => ScriptedAnswer is null ? [] : [ScriptedAnswer, .. _later];

    internal ScriptedResponse? Response { get; private set; }

    internal StreamFault? Fault { get; private set; }

    internal bool HangsUp { get; private set; }

    internal int ChunkBytes { get; private set; }

    /// <summary>Only the next matching request.</summary>
    /// <returns>This rule.</returns>
    public EmulatorRule Once() => Times(1);

    /// <summary>Only the next <paramref name="count"/> matching requests.</summary>
    /// <param name="count">How many requests, greater than zero.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not greater than zero.</exception>
    public EmulatorRule Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _left = count;
        return this;
    }

    /// <summary>Leaves the first <paramref name="count"/> matching requests alone.</summary>
    /// <param name="count">How many requests, zero or more.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public EmulatorRule Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _skip = count;
        return this;
    }

    /// <summary>Waits before anything else, by the emulator's clock.</summary>
    /// <param name="delay">How long; not negative.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public EmulatorRule Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Wait = delay;
        return Activate();
    }

    /// <summary>Waits before anything else until a signal of the test's.</summary>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="until"/> is null.</exception>
    public EmulatorRule Hold(Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        Gate = until;
        return Activate();
    }

    /// <summary>The model says this; the provider's form is put around it.</summary>
    /// <returns>This rule.</returns>
    public EmulatorRule Text(string text) => Answer(new(text));

    /// <summary>The model answers this; the provider's form is put around it.</summary>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public EmulatorRule Answer(EmulatorAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ScriptedAnswer = answer;
        return Activate();
    }

    /// <summary>
    /// What the model says in its next turn of the same request: with <c>/v1/responses</c> and MCP tools it speaks
    /// again when a tool has run.
    /// </summary>
    /// <returns>This rule.</returns>
    /// <exception cref="InvalidOperationException"><see cref="Answer"/> has not said what comes first.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public EmulatorRule ThenAnswer(EmulatorAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (ScriptedAnswer is null)
        {
            throw new InvalidOperationException("Say with Answer what comes first.");
        }

        _later.Add(answer);
        return this;
    }

    /// <summary>Answers with exactly these bytes, whatever was asked.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="contentType">The type of the body. Default: JSON.</param>
    /// <param name="status">The HTTP status, a number from 100 to 599. Default: 200.</param>
    /// <param name="headers">More headers, such as <c>retry-after</c>. Default: none.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is not 100 to 599.</exception>
    public EmulatorRule Respond(
        ReadOnlyMemory<byte> body, string contentType = "application/json", int status = 200,
        IReadOnlyDictionary<string, string>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        Response = new(status, contentType, body, headers ?? new Dictionary<string, string>());
        return Activate();
    }

    /// <summary>Answers with exactly this text, whatever was asked.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="contentType">The type of the body. Default: JSON.</param>
    /// <param name="status">The HTTP status, a number from 100 to 599. Default: 200.</param>
    /// <param name="headers">More headers, such as <c>retry-after</c>. Default: none.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is not 100 to 599.</exception>
    public EmulatorRule Respond(
        string body, string contentType = "application/json", int status = 200,
        IReadOnlyDictionary<string, string>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Respond(Encoding.UTF8.GetBytes(body), contentType, status, headers);
    }

    /// <summary>Answers with exactly this stream of server-sent events.</summary>
    /// <returns>This rule.</returns>
    public EmulatorRule RespondWithEvents(string events) => Respond(events, "text/event-stream");

    /// <summary>Answers with an error.</summary>
    /// <param name="status">The HTTP status, a number from 100 to 599.</param>
    /// <param name="body">
    /// The body; JSON is sent as JSON, text that starts with <c>&lt;</c> as HTML, other text as plain text. Default:
    /// empty.
    /// </param>
    /// <param name="headers">More headers, such as <c>retry-after</c>.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is not 100 to 599.</exception>
    public EmulatorRule Fail(int status, string body = "", IReadOnlyDictionary<string, string>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Respond(body, ContentTypeOf(body), status, headers);
    }

    /// <summary>Hangs up before the response headers.</summary>
    /// <returns>This rule.</returns>
    public EmulatorRule Refuse()
    {
        HangsUp = true;
        return Activate();
    }

    /// <summary>
    /// Resets the connection inside the answer: after so many events of a stream, or so many bytes of the body.
    /// Neither: right after the headers.
    /// </summary>
    /// <param name="afterEvents">
    /// The number of events before it, zero or more. Default: null, to count bytes instead.
    /// </param>
    /// <param name="afterBytes">
    /// The number of bytes of the body before it, zero or more. Default: null, to count events instead.
    /// </param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentException">Both numbers are given, or one is negative.</exception>
    public EmulatorRule Reset(int? afterEvents = null, int? afterBytes = null) =>
        Break(FaultKind.Reset, afterEvents, afterBytes);

    /// <summary>
    /// Ends the answer early but properly, as if it were complete: for streams, without <c>[DONE]</c>.
    /// </summary>
    /// <param name="afterEvents">
    /// The number of events before it, zero or more. Default: null, to count bytes instead.
    /// </param>
    /// <param name="afterBytes">
    /// The number of bytes of the body before it, zero or more. Default: null, to count events instead.
    /// </param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentException">Both numbers are given, or one is negative.</exception>
    public EmulatorRule Cut(int? afterEvents = null, int? afterBytes = null) =>
        Break(FaultKind.Cut, afterEvents, afterBytes);

    /// <summary>Sends no more, and keeps the connection open until the client goes.</summary>
    /// <param name="afterEvents">
    /// The number of events before it, zero or more. Default: null, to count bytes instead.
    /// </param>
    /// <param name="afterBytes">
    /// The number of bytes of the body before it, zero or more. Default: null, to count events instead.
    /// </param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentException">Both numbers are given, or one is negative.</exception>
    public EmulatorRule Stall(int? afterEvents = null, int? afterBytes = null) =>
        Break(FaultKind.Stall, afterEvents, afterBytes);

    /// <summary>Goes on with something that is no protocol at all, then ends.</summary>
    /// <param name="afterEvents">
    /// The number of events before it, zero or more. Default: null, to count bytes instead.
    /// </param>
    /// <param name="afterBytes">
    /// The number of bytes of the body before it, zero or more. Default: null, to count events instead.
    /// </param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentException">Both numbers are given, or one is negative.</exception>
    public EmulatorRule Garbage(int? afterEvents = null, int? afterBytes = null) =>
        Break(FaultKind.Send, afterEvents, afterBytes, [.. "data: {\"id\": \""u8, 0xFF, 0x00, 0xC3, .. "<<<\n\n"u8]);

    /// <summary>Goes on with an error as an event, then <c>[DONE]</c>.</summary>
    /// <param name="json">The event's data, for example <c>{"error":{"message":"…"}}</c>.</param>
    /// <param name="afterEvents">The number of events before it, zero or more. Default: 0.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of events is negative.</exception>
    public EmulatorRule SendError(string json, int afterEvents = 0)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Break(FaultKind.Send, afterEvents, null, Encoding.UTF8.GetBytes($"data: {json}\n\ndata: [DONE]\n\n"));
    }

    /// <summary>Sends the body in pieces of so many bytes, each flushed by itself.</summary>
    /// <param name="bytes">The number of bytes of a piece, greater than zero.</param>
    /// <returns>This rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not greater than zero.</exception>
    public EmulatorRule Chunked(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ChunkBytes = bytes;
        return Activate();
    }

    internal bool TryTake(EmulatorRequest request)
    {
        if (!_active || _left == 0 || !_condition(request))
        {
            return false;
        }

        if (_skip > 0)
        {
            _skip--;
            return false;
        }

        _left--;
        Hits++;
        return true;
    }

    private EmulatorRule Break(FaultKind kind, int? afterEvents, int? afterBytes, byte[]? bytes = null)
    {
        if (afterEvents is not null && afterBytes is not null)
        {
            throw new ArgumentException("Give afterEvents or afterBytes, not both.", nameof(afterBytes));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(afterEvents ?? 0, nameof(afterEvents));
        ArgumentOutOfRangeException.ThrowIfNegative(afterBytes ?? 0, nameof(afterBytes));
        Fault = new(kind, afterEvents, afterBytes ?? 0, bytes ?? []);
        return Activate();
    }

    private EmulatorRule Activate()
    {
        _active = true;
        return this;
    }

    private static string ContentTypeOf(string body)
    {
        if (body.StartsWith('<'))
        {
            return "text/html; charset=utf-8";
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return "application/json";
        }
        catch (JsonException)
        {
            return "text/plain; charset=utf-8";
        }
    }
}
