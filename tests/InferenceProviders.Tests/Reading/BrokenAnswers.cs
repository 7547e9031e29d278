using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Reading;

internal static class BrokenAnswers
{
    /// <summary>Whole bodies; they are errors whether a stream was asked for or not.</summary>
    public static IEnumerable<BrokenAnswer> Bodies =>
    [
        new("an error as a string", """{"error":"The model is overloaded"}""", InferenceErrorKind.ProviderUnavailable,
            "The model is overloaded"),
        new("an error as an object",
            """{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}}""",
            InferenceErrorKind.RateLimited, "Slow down"),
        new("an error as an object with a status", """{"error":{"message":"Slow down","code":429}}""",
            InferenceErrorKind.RateLimited, "Slow down"),
        new("an error as a list of strings", """{"error":["Input is too odd","and too long"]}""",
            InferenceErrorKind.ProviderUnavailable, "Input is too odd; and too long"),
        new("an error inside a list", """[{"error":{"code":503,"message":"Try later","status":"UNAVAILABLE"}}]""",
            InferenceErrorKind.ProviderUnavailable, "Try later"),
        new("an error that is true", """{"error":true,"message":"No credits","code":402}""",
            InferenceErrorKind.CreditsExhausted, "No credits"),
        new("an error beside an id",
            """{"id":"x","error":{"message":"This model's maximum context length is 8192 tokens"}}""",
            InferenceErrorKind.ContextLengthExceeded, "8192 tokens"),
        new("an error of Anthropic's form",
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""",
            InferenceErrorKind.ProviderUnavailable, "Overloaded"),
        new("a message", """{"message":"Unauthorized here","code":401}""", InferenceErrorKind.Authentication,
            "Unauthorized here"),
        new("a detail", """{"detail":"Not today"}""", InferenceErrorKind.ProviderUnavailable, "Not today"),
        new("a detail as a list",
            """{"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error"}]}""",
            InferenceErrorKind.ProviderUnavailable, "messages: field required"),
        new("a JSON string", "\"Something went wrong\"", InferenceErrorKind.ProviderUnavailable,
            "Something went wrong"),
        new("a list of strings", """["Something went wrong"]""", InferenceErrorKind.ProviderUnavailable,
            "Something went wrong"),
        new("a page", "<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head><body>nginx</body></html>",
            InferenceErrorKind.Protocol, "an HTML page, '502 Bad Gateway'"),
        new("a page without a title", "<html><body>Oops</body></html>", InferenceErrorKind.Protocol, "an HTML page"),
        new("plain text", "upstream connect error", InferenceErrorKind.Protocol, "upstream connect error"),
        new("nothing", "", InferenceErrorKind.Protocol, ""),
        new("white space", " \r\n\r\n", InferenceErrorKind.Protocol, ""),
        new("null", "null", InferenceErrorKind.Protocol, ""),
        new("an object without choices", """{"id":"x","object":"chat.completion"}""", InferenceErrorKind.Protocol,
            "no choices"),
        new("no choices", """{"id":"x","choices":[]}""", InferenceErrorKind.Protocol, "no choices"),
        new("JSON that is cut", """{"id":"x","choices":[{"message":{"content":"He""", InferenceErrorKind.Protocol,
            "malformed JSON"),
        new("an empty error and no choices", """{"error":{},"choices":null}""", InferenceErrorKind.Protocol,
            "no choices"),
        new("a name that is not Unicode", "{\"\\ud83d\":1,\"choices\":[]}", InferenceErrorKind.Protocol, "not Unicode"),
    ];

    /// <summary>
    /// Event streams that fail before the first content: the error is the cause itself, which another provider may
    /// mend.
    /// </summary>
    public static IEnumerable<BrokenAnswer> Beginnings =>
    [
        new("an error event as an object", Events("""{"error":{"message":"Busy","type":"server_error","code":503}}"""),
            InferenceErrorKind.ProviderUnavailable, "Busy"),
        new("an error event as a string", Events("""{"error":"Busy"}"""), InferenceErrorKind.ProviderUnavailable,
            "Busy"),
        new("an error event as a list", Events("""{"error":["Busy","Very"]}"""), InferenceErrorKind.ProviderUnavailable,
            "Busy; Very"),
        new("an event that is a JSON string", Events("\"Busy\""), InferenceErrorKind.ProviderUnavailable, "Busy"),
        new("an event that is a list", Events("""["Busy"]"""), InferenceErrorKind.ProviderUnavailable, "Busy"),
        new("an event named error, in plain text", "event: error\ndata: Too many requests\n\n",
            InferenceErrorKind.ProviderUnavailable, "Too many requests"),
        new("an event named error, in JSON", "event: error\ndata: {\"code\":429,\"message\":\"Too many requests\"}\n\n",
            InferenceErrorKind.RateLimited, "Too many requests"),
        new("a detail, and then the end", Events("""{"detail":"Out of memory"}"""),
            InferenceErrorKind.ProviderUnavailable, "Out of memory"),
        new("a role, and then an error",
            Events(Chunk("""{"role":"assistant","content":""}"""), """{"error":{"message":"Busy","code":503}}"""),
            InferenceErrorKind.ProviderUnavailable, "Busy"),
        new("comments, and then an error", ": wait\n\n" + Events("""{"error":"Busy"}"""),
            InferenceErrorKind.ProviderUnavailable, "Busy"),
        new("an event that is a page", Events("<html><title>504</title></html>"), InferenceErrorKind.Protocol,
            "malformed JSON"),
        new("an event that is cut", Events("""{"choices":[{"delta":{"con"""), InferenceErrorKind.Protocol,
            "malformed JSON"),
        new("comments only", ": wait\n\n: wait\n\n", InferenceErrorKind.Protocol, "ended in the middle"),
        new("[DONE] only", Done, InferenceErrorKind.Protocol, "no choices"),
        new("usage only", Events("""{"choices":[],"usage":{"prompt_tokens":1}}""") + Done, InferenceErrorKind.Protocol,
            "no choices"),
        new("a role, and then the end", Events(Chunk("""{"role":"assistant","content":""}""")),
            InferenceErrorKind.Protocol, "ended in the middle"),
    ];

    /// <summary>Event streams that fail when some of the answer has come.</summary>
    public static IEnumerable<BrokenAnswer> Middles =>
    [
        new("an error in the middle", Text + Events("""{"error":{"message":"Out of memory","code":500}}"""),
            InferenceErrorKind.Interrupted, "Out of memory", "Once upon a"),
        new("an error event in the middle", Text + "event: error\ndata: Out of memory\n\n",
            InferenceErrorKind.Interrupted, "Out of memory", "Once upon a"),
        new("neither finish reason nor [DONE]", Text, InferenceErrorKind.Interrupted, "ended in the middle",
            "Once upon a"),
        new("a detail in the middle, and then the end", Text + Events("""{"detail":"Out of memory"}"""),
            InferenceErrorKind.Interrupted, "Out of memory", "Once upon a"),
        new("malformed JSON in the middle", Text + Events("""{"choices":"""), InferenceErrorKind.Interrupted,
            "malformed JSON", "Once upon a"),
        new("an event that ends in the middle", Text + "data: {\"choices\":[{\"del", InferenceErrorKind.Interrupted,
            "malformed JSON", "Once upon a"),
        new("a tool call that is not complete",
            Events(Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]}""")),
            InferenceErrorKind.Protocol, "ended in the middle"),
    ];

    private static readonly string Text = Events(
        Chunk("""{"content":"Once upon"}""", more: ""","usage":{"prompt_tokens":4,"completion_tokens":2}"""),
        Chunk("""{"content":" a"}"""));
}
