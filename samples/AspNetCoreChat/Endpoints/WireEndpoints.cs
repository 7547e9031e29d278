using AspNetCoreChat.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>GET /api/wire/{id}</c>: a request to a provider and its response, as long as they are kept.</summary>
internal static class WireEndpoints
{
    public static void MapWire(this IEndpointRouteBuilder api) => api.MapGet("/wire/{id:guid}", Find);

    private static Results<Ok<WireExchangeInfo>, ProblemHttpResult> Find(Guid id, WireLog log) =>
        log.Find(id) is { } exchange
            ? TypedResults.Ok(WireExchangeInfo.From(exchange))
            : TypedResults.Problem(
                "This exchange is no longer kept: the server keeps the newest, until it ends.",
                statusCode: StatusCodes.Status404NotFound);
}

/// <summary>An exchange in full.</summary>
internal sealed record WireExchangeInfo(
    string Method, string Url, IReadOnlyDictionary<string, string> RequestHeaders, string? RequestBody, int? Status,
    string? Failure, IReadOnlyDictionary<string, string> ResponseHeaders, string ResponseBody)
{
    public static WireExchangeInfo From(WireExchange exchange) => new(
        exchange.Method, exchange.Url, exchange.RequestHeaders, exchange.RequestBody, exchange.Status,
        exchange.Failure, exchange.ResponseHeaders, exchange.ResponseBody);
}
