using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Serving;

/// <summary>What every JSON request to a provider must pass, whatever its task: key, body, headers, model.</summary>
internal static class ProviderEndpointFilter
{
    /// <summary>
    /// The model that is asked for, when the request is good so far and the provider has it for one of the tasks. A
    /// server of one's own has one model, whatever the request calls it.
    /// </summary>
    public static Target Enter(HttpContext context, params ReadOnlySpan<string> tasks)
    {
        var call = context.Call();
        var provider = call.Provider!;
        Authenticate(call);
        RequireHeaders(call, provider);
        var json = JsonBody.Require(context);
        if (provider.RefusedFields.FirstOrDefault(json.ContainsKey) is { } refused)
        {
            throw ApiException.Invalid($"The '{refused}' parameter is not supported.", refused, "wrong_api_format");
        }

        return call.Address.Role == HostRole.Endpoint ? AnyModel(call, provider.Name) : Find(call, tasks);
    }

    /// <summary>The same for a request whose body need not be JSON.</summary>
    public static Target EnterWithAnyBody(HttpContext context, params ReadOnlySpan<string> tasks)
    {
        var call = context.Call();
        Authenticate(call);
        return call.Address.Role == HostRole.Endpoint ? AnyModel(call, call.Provider!.Name) : Find(call, tasks);
    }

    /// <summary>A question about a job, or the end of one: only who may call the provider may ask.</summary>
    public static void EnterForJob(HttpContext context) => Authenticate(context.Call());

    private static void RequireHeaders(EmulatedCall call, EmulatedProvider provider)
    {
        foreach (var (name, value) in provider.RequiredHeaders)
        {
            if (!call.Request.Headers.TryGetValue(name, out var sent) || sent != value)
            {
                throw ApiException.Invalid($"The header '{name}' must be '{value}'.", name);
            }
        }
    }

    private static Target Find(EmulatedCall call, params ReadOnlySpan<string> tasks)
    {
        if (call.Request.RequestedModel is null)
        {
            throw FieldReader.Missing("model");
        }

        return call.Target is { } target && tasks.Contains(target.Offer.Task)
            && (target.Offer.OnHub || call.Address.Role == HostRole.Direct) ? target
            : call.Rule?.ScriptedAnswer is not null ? AnyModel(call, call.Address.Provider!)
            : throw NotHere(call);
    }

    /// <summary>
    /// A model that is not in the catalog, for scripts and model servers of one's own: it can everything.
    /// </summary>
    public static Target AnyModel(EmulatedCall call, string provider)
    {
        var id = call.Request.RequestedModel ?? "model";
        return new(new(id) { InputModalities = ["text", "image", "audio"] }, new(provider, id));
    }

    /// <summary>Of the model servers of one's own, only Hugging Face's endpoints ask for a token.</summary>
    public static void Authenticate(EmulatedCall call)
    {
        switch (call.Address.Role)
        {
            case HostRole.Direct:
                Authentication.RequireProviderKey(call, call.Emulation.Registry.Find(call.Address.Provider!)!);
                break;
            case HostRole.Routed:
            case HostRole.Endpoint
                when call.Address.Host.EndsWith(".endpoints.huggingface.cloud", StringComparison.Ordinal):
                Authentication.RequireInferenceToken(call);
                break;
        }
    }

    private static ApiException NotHere(EmulatedCall call) => call.Address.Role == HostRole.Routed
        ? new(400, $"Model not supported by provider {call.Address.Provider}") { Form = ErrorForm.Text }
        : new(
            404, $"The model `{call.Request.RequestedModel}` does not exist or you do not have access to it.",
            "model_not_found", "model");
}
