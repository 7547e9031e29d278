using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Serving;

/// <summary>Who may call what.</summary>
internal static class Authentication
{
    /// <summary>The Hugging Face token, with the permission to make inference calls.</summary>
    public static void RequireInferenceToken(EmulatedCall call)
    {
        switch (Credential(call, "Bearer"))
        {
            case var token when call.Emulation.IsInferenceToken(token):
                return;
            case Emulation.ReadToken:
                throw new ApiException(
                    403, "This authentication method does not have sufficient permissions to call Inference "
                    + "Providers on behalf of user emulator")
                {
                    Form = ErrorForm.Text,
                };
            case null:
                throw new ApiException(401, "Invalid username or password.") { Form = ErrorForm.Text };
            default:
                throw new ApiException(401, "Invalid credentials in Authorization header") { Form = ErrorForm.Text };
        }
    }

    /// <summary>A provider's key in the scheme that the provider wants.</summary>
    public static void RequireProviderKey(EmulatedCall call, Provider provider)
    {
        // A provider has several accounts: what is behind the key's name and a hyphen tells them apart.
        var key = Emulation.ProviderKey(provider.Name);
        var sent = Credential(call, provider.AuthScheme);
        if (sent != key && sent?.StartsWith(key + "-", StringComparison.Ordinal) is not true)
        {
            throw new ApiException(401, "Invalid API Key", "invalid_api_key");
        }
    }

    /// <summary>Whether the Hub knows the caller. A wrong token is refused even where none is needed.</summary>
    public static bool IsKnownToHub(EmulatedCall call) => Credential(call, "Bearer") switch
    {
        null =>
            call.Request.Headers.ContainsKey("authorization")
                ? throw new ApiException(401, "Invalid credentials in Authorization header")
                : false,
        Emulation.ReadToken => true,
        var token when call.Emulation.IsInferenceToken(token) => true,
        _ => throw new ApiException(401, "Invalid credentials in Authorization header"),
    };

    /// <summary>Whether the caller's token has the permission to make inference calls.</summary>
    public static bool MayInfer(EmulatedCall call) => call.Emulation.IsInferenceToken(Credential(call, "Bearer"));

    private static string? Credential(EmulatedCall call, string scheme) =>
        call.Request.Headers.TryGetValue("authorization", out var header)
            && header.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..]
            : null;
}
