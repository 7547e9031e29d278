using System.Text;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Tasks.Responses.Output;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Reads a response, whole or event by event, into updates. One reader serves both: a whole response is the end of a
/// stream whose events were not sent, so that both give the same answer.
/// </summary>
internal sealed class ResponsesReader(Route route, ResponseInfo info, ResponsesRequest request) : IAnswerReader
{
    private readonly ResponsesDialect _dialect = route.Provider.Responses!;
    private readonly ResponseHead _head = new(route.Provider.Responses!, request.State);
    private readonly AnswerFailures _failures = new(route, info, request);
    private readonly StringBuilder _said = new();
    private readonly Queue<ChatResponseUpdate> _updates = new();
    private ResponseOutput? _current;
    private bool _usedMcp;
    private UsageDetails? _usageBefore;
    private bool _hadActivity;
    private Action<string?, ChatRole, List<AIContent>>? _give;
    private AdditionalPropertiesDictionary? _fields;
    private RepeatedDelta? _repeated;
    private bool _isPending;
    private ChatFinishReason? _finish;

    public bool HasFinished => _finish is not null || _isPending;

    public bool HasActivity => _hadActivity || Output.HasItems;

    public UsageDetails? Usage { get; private set; }

    public string? PartialText => _said.Length == 0 ? null : _said.ToString();

    private ResponseOutput Output =>
        _current ??= new(request.ShowReasoning, _said, isResumed: IsResumed, imageType: ImageType);

    /// <summary>The type of the images that the request asks for; null when it does not say.</summary>
    private string? ImageType => request.Options?.Tools?.OfType<HostedImageGenerationTool>()
        .FirstOrDefault(static tool => tool.Options?.MediaType is not null)?.Options?.MediaType;

    /// <summary>Whether the caller has the beginning of the answer, from a stream that broke.</summary>
    private bool IsResumed => request is { Stream: true, State.Token.SequenceNumber: not null };

    public ChatResponseUpdate? Read(ReadOnlySpan<byte> utf8)
    {
        utf8 = JsonText.Start(utf8);
        if (_repeated?.Read(utf8) is true)
        {
            Output.Drain(_give ??= Give);
            return TakeNext();
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            // Broken characters become U+FFFD, as in a browser; the rest of the answer is still worth having.
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        try
        {
            // Where a server leaves out the blank line between two events, both are in one.
            while (!utf8.IsEmpty)
            {
                var response = ResponseEvent.Read(utf8, out var isObject, out var length);
                if (!isObject)
                {
                    throw NotAnAnswer("a JSON value that is not an object");
                }

                var item = Read(response);
                var rest = utf8[length..].TrimStart(" \t\r\n"u8);
                KeepDelta(response, item, rest.IsEmpty ? utf8 : default);
                utf8 = rest;
            }
        }
        catch (JsonException exception)
        {
            throw NotAnAnswer("malformed JSON", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw NotAnAnswer("text that is not Unicode", exception);
        }

        Output.Drain(_give ??= Give);
        return TakeNext();
    }

    public ChatResponseUpdate? TakeNext() => _updates.TryDequeue(out var update) ? update : null;

    public TimeSpan Allow(TimeSpan betweenTokens) =>
        Output.IsRunning && betweenTokens != Timeout.InfiniteTimeSpan
            ? betweenTokens + _dialect.ToolTime
            : betweenTokens;

    public RawJson KeepRaw(byte[] utf8) =>
        new(request.McpServers.Any(server => server.Headers is { Count: > 0 }) ? ToolSecrets.Hide(utf8) : utf8);

    public ChatResponse ReadWhole(ReadOnlySpan<byte> utf8)
    {
        List<ChatResponseUpdate> updates = [];
        for (var update = Read(utf8); update is not null; update = TakeNext())
        {
            updates.Add(update);
        }

        updates.AddRange(Finish());
        var response = AnnotatedText.Join(updates.ToChatResponse());
        response.ContinuationToken = Token;
        if (_isPending)
        {
            // Nothing has been said: an empty message would go into a history.
            response.Messages.Clear();
        }

        return response;
    }

    public IReadOnlyList<ChatResponseUpdate> Finish()
    {
        if (_isPending)
        {
            return [MakeUpdate(null, []), MakeUpdate(null, [])];
        }

        if (_finish is null)
        {
            throw Incomplete("a stream that ended in the middle");
        }

        _failures.CheckMcp(_usedMcp || Output.UsesMcp, PartialText);
        var message = MakeUpdate(Output.MessageId, []);
        message.FinishReason = _finish;
        var last = _head.Update(role: null, []);
        last.AdditionalProperties = _fields;
        if (Usage is { } usage)
        {
            last.Contents.Add(new UsageContent(usage));
        }

        return [message, last];
    }

    public InferenceException Incomplete(string what) => NotAnAnswer(what);

    public InferenceException NotAnAnswer(string what, Exception? cause = null) =>
        _failures.NotAnAnswer(what, PartialText, cause);

    /// <summary>
    /// Keeps a delta of which its text is all that a second reading would add. Whatever comes between may change which
    /// item a delta is of. Of a response that can be resumed each event's number counts.
    /// </summary>
    private void KeepDelta(in ResponseEvent received, OutputItem? item, ReadOnlySpan<byte> utf8)
    {
        if (item is not null && !_head.IsBackground && received.IsDelta && received.Slots.IsOneText && !utf8.IsEmpty)
        {
            (_repeated ??= new()).Keep(utf8, received, item);
        }
        else
        {
            _repeated?.Forget();
        }
    }

    /// <summary>Reads an event; returns the item that a delta is of.</summary>
    private OutputItem? Read(in ResponseEvent received)
    {
        _head.Pass(received.Sequence);
        if (_finish is not null && BeginsAnother(received))
        {
            BeginAnother(received);
        }

        switch (received.Kind)
        {
            case ResponseEventKind.Other:
                break;

            case ResponseEventKind.Foreign:
                var foreign = received.ParseJson();
                if (FailureFrame.Find(foreign, hasAnswer: false) is not null)
                {
                    throw Failed(foreign);
                }

                break;

            case ResponseEventKind.ItemAdded or ResponseEventKind.ItemDone when !received.Json.IsEmpty:
                Output.ReadItem(received.ParseJson(), received.Position, received.Kind == ResponseEventKind.ItemDone);
                break;

            case ResponseEventKind.Created when !received.Json.IsEmpty:
                _head.Read(received.ParseJson());
                if (_head.IsBackground)
                {
                    // What broke from here on can be continued.
                    _hadActivity = true;
                    _updates.Enqueue(MakeUpdate(null, []));
                }

                break;

            case ResponseEventKind.Completed or ResponseEventKind.Failed or ResponseEventKind.Response
                when !received.Json.IsEmpty:
                ReadEnd(received.ParseJson(), received.Kind);
                break;

            case ResponseEventKind.Error:
                throw Failed(received.ParseJson());

            case ResponseEventKind.AnnotationAdded when !received.Json.IsEmpty:
                Output.ReadAnnotation(received);
                break;

            default:
                return received.Text is { } text ? Output.ReadDelta(received, text) : null;
        }

        return null;
    }

    /// <summary>
    /// Gateways put several responses into one stream (BerriAI/litellm#40118). Each has its own end: until that of the
    /// last has come, the answer is not complete. Not all of them say that another one begins.
    /// </summary>
    private bool BeginsAnother(in ResponseEvent received) => received.Kind switch
    {
        ResponseEventKind.Created => true,
        ResponseEventKind.ItemAdded => !received.Json.IsEmpty && !Output.Has(received.ParseJson()),
        ResponseEventKind.Other or ResponseEventKind.Completed or ResponseEventKind.Failed =>
            !received.Json.IsEmpty && ResponseHead.Text(received.ParseJson(), "id") is { } id && id != _head.Id,
        _ => received.IsDelta && received.Text is { Length: > 0 },
    };

    private void BeginAnother(in ResponseEvent received)
    {
        _finish = null;
        _usageBefore = Usage;
        _hadActivity |= Output.HasItems;
        _usedMcp |= Output.UsesMcp;
        _head.Id = received.Kind == ResponseEventKind.ItemAdded || received.Json.IsEmpty
            ? null
            : ResponseHead.Text(received.ParseJson(), "id");
        _current = new ResponseOutput(
            request.ShowReasoning, _said, _head.Id ?? $"msg_{Guid.NewGuid():N}", imageType: ImageType);
    }

    private void ReadEnd(JsonElement response, ResponseEventKind kind)
    {
        var status = ResponseHead.Text(response, "status");
        if (kind == ResponseEventKind.Response && status is null && !response.TryGetProperty("output", out _))
        {
            throw (response.TryGetProperty("error", out var error)
                && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
                || FailureFrame.Find(response, hasAnswer: false) is not null
                ? Failed(response)
                : NotAnAnswer("a JSON object that is not a response");
        }

        _head.Read(response);
        if (_head.IsBackground && kind == ResponseEventKind.Response && (status is "in_progress" or "queued"))
        {
            _isPending = true;
            return;
        }

        Usage = Sum(_usageBefore, ResponsesUsage.Read(response, _dialect));
        ResponseFields.Keep(response, ref _fields);
        Output.ReadAll(response);
        if (!Output.HasItems && ResponseHead.Text(response, "output_text") is { Length: > 0 } only)
        {
            // What official clients add, and some servers have in place of the items.
            Output.ReadText(only);
        }

        var isCanceled = status == "cancelled" && !request.State.Cancels;
        if (kind == ResponseEventKind.Failed || status == "failed" || isCanceled)
        {
            Output.Drain(static (_, _, _) => { });
            throw Failed(response);
        }

        if (status is "in_progress" or "queued" && kind == ResponseEventKind.Response)
        {
            throw NotAnAnswer("a response that is not finished");
        }

        _finish = ResponseEnd.ReasonOf(
            response, status, Output, ResponseEnd.UsedAllTokens(route, request.Options, Usage));
    }

    private InferenceException Failed(JsonElement response) => _failures.Failed(response, PartialText, Usage);

    private void Give(string? messageId, ChatRole role, List<AIContent> contents) =>
        _updates.Enqueue(MakeUpdate(messageId, contents, role));

    private ChatResponseUpdate MakeUpdate(string? messageId, List<AIContent> contents, ChatRole? role = null)
    {
        var update = _head.Update(role ?? ChatRole.Assistant, contents);
        update.ContinuationToken = Token;
        update.MessageId = messageId;
        return update;
    }

    /// <summary>What the answer is continued with; null for one that is complete, or cannot be.</summary>
    private ResponseContinuationToken? Token => _finish is null ? _head.Token : null;

    private static UsageDetails? Sum(UsageDetails? before, UsageDetails? usage)
    {
        if (before is null || usage is null)
        {
            return usage ?? before;
        }

        UsageDetails sum = new();
        sum.Add(before);
        sum.Add(usage);
        return sum;
    }
}
