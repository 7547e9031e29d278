namespace InferenceProviders.Emulator.Wire;

/// <summary>A request that is refused. The pipeline turns it into the error body of whoever was asked.</summary>
internal sealed class ApiException(int status, string message, string? code = null, string? param = null)
    : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; } = code;

    /// <summary>The field that is wrong.</summary>
    public string? Param { get; } = param;

    /// <summary>OpenAI's error types.</summary>
    public string Type => Status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>
    /// Answers with this form instead of the one of whoever was asked; for what the router refuses by itself.
    /// </summary>
    public ErrorForm? Form { get; init; }

    public static ApiException Invalid(string message, string? param = null, string? code = null) =>
        new(400, message, code, param);
}
