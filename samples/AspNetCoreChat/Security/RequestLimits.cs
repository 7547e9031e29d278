using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AspNetCoreChat.Security;

/// <summary>How often one client may ask: the framework's token bucket, by address.</summary>
internal static class RequestLimits
{
    public const string Policy = "per-client";

    public static void AddRequestLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(static options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = static async (rejected, cancellationToken) =>
            {
                var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                    ? (int)Math.Ceiling(wait.TotalSeconds)
                    : 1;
                rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(
                    System.Globalization.CultureInfo.InvariantCulture);
                await rejected.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>()
                    .TryWriteAsync(new()
                {
                    HttpContext = rejected.HttpContext,
                    ProblemDetails = { Status = StatusCodes.Status429TooManyRequests,
                        Detail = $"Too many requests from this address: try again in {seconds} s." },
                });
            };
            options.AddPolicy(Policy, static context =>
            {
                var perMinute =
                    context.RequestServices.GetRequiredService<IOptions<PlaygroundOptions>>().Value.RequestsPerMinute;
                return RateLimitPartition.GetTokenBucketLimiter(
                    context.Connection.RemoteIpAddress, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = Math.Max(1, perMinute / 4),
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
                });
            });
        });
    }
}
