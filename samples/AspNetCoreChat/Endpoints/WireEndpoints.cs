using AspNetCoreChat.Events;
using AspNetCoreChat.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspNetCoreChat.Endpoints;

/// <summary>
/// What was sent to providers, as long as it is kept: <c>GET /api/wire/{id}</c> for a request and its response,
/// <c>GET /api/wire/calls/{id}</c> for all of a call that the page has stopped, whose stream could not tell it.
/// </summary>
internal static class WireEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapWire(this IEndpointRouteBuilder api)
    {
        api.MapGet("/wire/{id:guid}", Find);
        api.MapGet("/wire/calls/{id:guid}", FindCallAsync);
    }

    /// <summary>Waits until the call has ended: its requests have then, too.</summary>
    private static async Task<Results<Ok<WireEvent>, ProblemHttpResult>> FindCallAsync(
        Guid id, WireLog log, CancellationToken cancellationToken)
    {
        if (log.FindCall(id) is not { } call)
        {
            return TypedResults.Problem(
                "This call is no longer kept.", statusCode: StatusCodes.Status404NotFound);
        }

        await Task.WhenAny(call.Ended, Task.Delay(Patience, cancellationToken));
        return TypedResults.Ok(WireEvent.From(call));
    }

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
