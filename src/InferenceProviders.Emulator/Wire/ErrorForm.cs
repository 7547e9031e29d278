namespace InferenceProviders.Emulator.Wire;

/// <summary>The bodies in which errors come.</summary>
internal enum ErrorForm
{
    /// <summary><c>{"error":{"message","type","param","code"}}</c></summary>
    Object,

    /// <summary><c>{"error":"text"}</c></summary>
    Text,

    /// <summary><c>{"error":["text"]}</c></summary>
    TextArray,

    /// <summary><c>{"message","type","param","code"}</c>, nothing around it.</summary>
    Flat,

    /// <summary><c>{"code":404,"reason":"…","message":"…"}</c></summary>
    Reason,

    /// <summary><c>{"object":"error","message","type","code":400}</c>: older vLLM.</summary>
    VllmObject,

    /// <summary><c>{"detail":"text"}</c></summary>
    Detail,

    /// <summary><c>{"detail":[{"loc","msg","type"}]}</c>: FastAPI's validation.</summary>
    DetailList,

    /// <summary><c>{"error":{"code":"1214","message":"text"}}</c>: numbers as text.</summary>
    NumberedCode,

    /// <summary><c>{"error":"text","error_type":"validation"}</c>: text-generation-inference.</summary>
    Tgi,

    /// <summary><c>{"status":404,"title":"Not Found","detail":"text"}</c> as <c>application/problem+json</c>.</summary>
    Problem,

    /// <summary>Plain text.</summary>
    PlainText,
}
