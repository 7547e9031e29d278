using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>POST /api/explain</c>: who would be asked by a chat that is sent now. Nothing is sent.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplain(this IEndpointRouteBuilder api) => api.MapPost("/explain", ExplainAsync);

    private static async Task<Ok<ExplanationInfo>> ExplainAsync(
        ChatBody body, InferenceRouter router, CancellationToken cancellationToken)
    {
        var options = ChatEndpoints.Options(body);
        if (options.Tools is { } tools)
        {
            // This process runs the tools of MCP servers: the model is offered functions for them.
            options.Tools = [.. tools.Select(static (tool, index) =>
                tool is HostedMcpServerTool ? AIFunctionFactory.Create(static () => "", $"mcp_{index}") : tool)];
        }

        var explanation = await router.ExplainAsync(body.Model, options, cancellationToken);
        return TypedResults.Ok(ExplanationInfo.From(explanation.Models[0]));
    }
}

/// <summary>Who would be asked, in order; who not; or why nobody.</summary>
internal sealed record ExplanationInfo(
    IReadOnlyList<ExplainedRoute> Routes, IReadOnlyList<ExcludedRoute> Excluded, string? Reason)
{
    public static ExplanationInfo From(ModelExplanation model) => new(
        [.. model.Routes.Select(ExplainedRoute.From)],
        [.. model.Excluded.Select(static excluded => new ExcludedRoute(excluded.Provider, excluded.Reason))],
        model.Reason);
}

/// <summary>
/// A route: the most that it can cost in US dollars, its state, and which limit of the application holds a call back.
/// </summary>
internal sealed record ExplainedRoute(
    string Provider, string AuthMode, decimal? MaxCost, string? MaxCostProblem, string State, string? HeldBackBy,
    bool IsFallback)
{
    public static ExplainedRoute From(RouteExplanation route) => new(
        route.Provider, route.AuthMode.ToString(), route.MaxCost, route.MaxCostProblem, route.State.ToString(),
        route.HeldBackBy, route.IsFallback);
}

/// <summary>A provider that is left out, and why.</summary>
internal sealed record ExcludedRoute(string Provider, string Reason);
