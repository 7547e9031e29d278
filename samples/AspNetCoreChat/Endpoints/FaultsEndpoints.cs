using AspNetCoreChat.Backends;

namespace AspNetCoreChat.Endpoints;

/// <summary>Breaks and repairs the emulator's providers. Mapped only where there is an emulator.</summary>
internal static class FaultsEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder api, FaultBoard board)
    {
        var faults = api.MapGroup("/faults");
        faults.MapGet("/", () => TypedResults.Ok(board.Faults));
        faults.MapPut("/{provider}", (string provider, FaultBody body) =>
        {
            board.Break(provider, body.Fault);
            return TypedResults.NoContent();
        });
        faults.MapDelete("/{provider}", (string provider) =>
        {
            board.Repair(provider);
            return TypedResults.NoContent();
        });
        faults.MapDelete("/", () =>
        {
            board.RepairAll();
            return TypedResults.NoContent();
        });
    }
}

/// <summary>What <c>PUT /api/faults/{provider}</c> takes.</summary>
internal sealed record FaultBody(ProviderFault Fault);
