using System.Text.Json;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>Configures a router as a user would who wants what the captured call wanted.</summary>
internal static class CaseOptions
{
    // Settings of the clients that say nothing about what is sent: how they retry, or for browsers.
    private static readonly HashSet<string> WithoutMeaning = [
        "retry_on_error", "includeCredentials", "fetch", "signal"];

    public static InferenceProvidersOptions For(
        WireCase wireCase, HttpMessageHandler handler, TimeProvider clock, IReadOnlySet<string> optionsOfTheRunner)
    {
        var call = wireCase.Call;
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HttpMessageHandler = handler,
            TimeProvider = clock,
            Timeouts = new InferenceTimeouts
            {
                Call = TimeSpan.FromHours(1),
                FirstToken = TimeSpan.FromHours(1),
                BetweenTokens = TimeSpan.FromHours(1),
            },
        };
        // As many attempts as the client made: what it repeats is what is compared.
        options.Routing.MaxAttempts = Math.Max(
            1, wireCase.Exchanges.Count(exchange => exchange.Role == Exchange.Inference));
        SetKeys(options, wireCase);
        foreach (var option in call.Options.Concat(call.ClientOptions))
        {
            switch (option.Name)
            {
                case "billTo" or "bill_to":
                    options.BillTo = option.Value.GetString();
                    break;

                case "timeout":
                    options.Timeouts.Call = TimeSpan.FromSeconds(option.Value.GetDouble());
                    break;

                case "endpointUrl" or "base_url" or "model":
                    // Part of the call, in our API.
                    break;

                case var name when !WithoutMeaning.Contains(name) && !optionsOfTheRunner.Contains(name):
                    throw new NotSupportedException(
                        $"The call has the option '{name}', for which the replay has no counterpart.");
            }
        }

        return options;
    }

    /// <summary>A token belongs to an endpoint, to the router, or, as a key, to a provider.</summary>
    private static void SetKeys(InferenceProvidersOptions options, WireCase wireCase)
    {
        var call = wireCase.Call;
        if (call.AccessToken is not { } token)
        {
            return;
        }

        if (call.Endpoint is { } endpoint)
        {
            options.EndpointKeys[new Uri(endpoint).Authority] = token;
        }
        else if (call.Auth == "routed")
        {
            options.Token = token;
        }
        else if ((call.Provider ?? FirstProvider(wireCase.HubMapping)) is { } provider)
        {
            options.ProviderKeys[provider] = token;
        }
    }

    /// <summary>Whom the client chooses when the call names nobody: the key is then this one's.</summary>
    private static string? FirstProvider(JsonElement mapping) => mapping.ValueKind switch
    {
        JsonValueKind.Object => mapping.EnumerateObject().Select(entry => entry.Name).FirstOrDefault(),
        JsonValueKind.Array =>
            mapping.EnumerateArray().Select(entry => entry.GetProperty("provider").GetString()).FirstOrDefault(),
        _ => null,
    };
}
