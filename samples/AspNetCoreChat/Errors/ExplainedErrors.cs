using InferenceProviders;
using Microsoft.AspNetCore.Diagnostics;

namespace AspNetCoreChat.Errors;

/// <summary>
/// Errors before an answer has begun, as problem details. What a person can act on is told in its own words, everything
/// else is for the log.
/// </summary>
internal static class ExplainedErrors
{
    public static void AddExplainedErrors(this IServiceCollection services) =>
        services.AddProblemDetails(static options => options.CustomizeProblemDetails = static context =>
    {
        if (context.Exception is { } exception && StatusOf(exception) != StatusCodes.Status500InternalServerError)
        {
            context.ProblemDetails.Detail = exception.Message;
        }
    });

    public static void UseExplainedErrors(this IApplicationBuilder app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        StatusCodeSelector = StatusOf,
        SuppressDiagnosticsCallback = static context =>
            StatusOf(context.Exception) != StatusCodes.Status500InternalServerError,
    });

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        ArgumentException => StatusCodes.Status400BadRequest,
        InferenceException => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };
}
