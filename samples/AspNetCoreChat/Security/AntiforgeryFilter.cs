using Microsoft.AspNetCore.Antiforgery;

namespace AspNetCoreChat.Security;

/// <summary>
/// Refuses what could come from another site's page: everything but GET needs the header that only this page's script
/// can set.
/// </summary>
internal sealed class AntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public const string Header = "X-Antiforgery-Token";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || await antiforgery.IsRequestValidAsync(http))
        {
            return await next(context);
        }

        return TypedResults.Problem(
            "The page's anti-forgery token is missing or out of date.", statusCode: StatusCodes.Status400BadRequest,
            type: "urn:playground:antiforgery");
    }
}
