using System.Collections.Frozen;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Script;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>
/// What every request passes before its endpoint: address, record, script; and errors on the way back.
/// </summary>
internal sealed class EmulatorPipeline(Emulation emulation)
{
    /// <summary>Finds out who is asked, reads the request, and notes in the end how it went.</summary>
    public async Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        var address = emulation.Addresses.Resolve(context.Request.Path.Value ?? "/");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);

        var request = new EmulatorRequest(
            context.Request.Method, address, PathAndQuery(context, address), Headers(context.Request), body.ToArray());
        var call = new EmulatedCall(emulation, address, request);
        context.Features.Set(call);
        context.Request.Path = address.Route;
        context.Response.Headers[ResponseWriting.DefaultRequestIdHeader] = $"req-{emulation.Next():x8}";
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went; the outcome below says so.
        }
        finally
        {
            request.Complete(call.Broken ? EmulatorOutcome.Broken
                : context.RequestAborted.IsCancellationRequested ? EmulatorOutcome.ClientClosed
                : EmulatorOutcome.Answered);
        }
    }

    /// <summary>Records the request with the model that it is for, which its route knows.</summary>
    public Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        TargetFinder.Find(context);
        emulation.Log.Add(context.Call().Request);
        return next(context);
    }

    /// <summary>Does what a test ordered.</summary>
    public async Task PlayAsync(HttpContext context, RequestDelegate next)
    {
        var call = context.Call();
        if (emulation.Script.Take(call.Request) is not { } rule)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        call.Rule = rule;
        if (rule.Gate is { } gate)
        {
            await gate.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        }

        if (rule.Wait > TimeSpan.Zero)
        {
            await Task.Delay(rule.Wait, emulation.Time, context.RequestAborted).ConfigureAwait(false);
        }

        if (rule.HangsUp)
        {
            call.Broken = true;
            context.Abort();
            return;
        }

        var faults = InstallFaults(context, call, rule);
        if (rule.Response is { } scripted)
        {
            await SendAsync(context, scripted).ConfigureAwait(false);
        }
        else
        {
            await next(context).ConfigureAwait(false);
        }

        call.Broken |= faults?.Broken == true;
    }

    /// <summary>Turns a refusal into the error body of whoever was asked.</summary>
    public static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            var refusal = error.Form is null ? InProvidersWay(error, context.Call()) : error;
            var (contentType, body) = ErrorBody.Create(refusal.Form!.Value, refusal);
            context.Response.StatusCode = refusal.Status;
            await context.Response.SendBytesAsync(body, contentType, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody answers at this path.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        throw new ApiException(404, context.Call().Address.Role == HostRole.Hub
            ? "Sorry, we can't find the page you are looking for." : "Not Found");

    /// <summary>The router passes on what a provider says; what it says itself is plain.</summary>
    private static ApiException InProvidersWay(ApiException error, EmulatedCall call)
    {
        var provider = call.Target is { } target ? call.Emulation.FindProvider(target.Offer.Provider) : call.Provider;
        return new(error.Status == 400 && provider is not null ? provider.InvalidStatus
            : error.Status, error.Message, error.Code, error.Param)
        {
            Form = provider?.Errors ?? ErrorForm.Text,
        };
    }

    private static FaultStream? InstallFaults(HttpContext context, EmulatedCall call, EmulatorRule rule)
    {
        if (rule.Fault is null && rule.ChunkBytes == 0)
        {
            return null;
        }

        var faults = new FaultStream(context.Response.Body, rule.Fault, rule.ChunkBytes, Reset, context.RequestAborted);
        context.Response.Body = faults;

        // A broken body is shorter than it said; without a length it comes in chunks.
        context.Response.OnStarting(() =>
        {
            context.Response.ContentLength = null;
            return Task.CompletedTask;
        });
        return faults;

        Task Reset()
        {
            call.Broken = true;
            context.Abort();
            return Task.CompletedTask;
        }
    }

    private static async Task SendAsync(HttpContext context, ScriptedResponse scripted)
    {
        context.Response.StatusCode = scripted.Status;
        foreach (var (name, value) in scripted.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.SendBytesAsync(
            scripted.Body, scripted.ContentType, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>As it was sent: what Kestrel decodes would hide escapes.</summary>
    private static string PathAndQuery(HttpContext context, EmulatedAddress address)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var prefix = $"/hosts/{address.Host}";
        return target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? target[prefix.Length..] : target;
    }

    private static FrozenDictionary<string, string> Headers(HttpRequest request) =>
        request.Headers.ToFrozenDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
