using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Hub;

/// <summary><c>GET /api/whoami-v2</c>: whose token it is.</summary>
internal static class WhoAmI
{
    public static Task AnswerAsync(HttpContext context)
    {
        var call = context.Call();
        if (!Authentication.IsKnownToHub(call))
        {
            throw new ApiException(401, "Invalid username or password.");
        }

        var mayInfer = Authentication.MayInfer(call);
        return context.Response.SendJsonAsync(
            new JsonObject
            {
                ["type"] = "user",
                ["id"] = "67a1b2c3d4e5f60718293a4b",
                ["name"] = "emulator",
                ["fullname"] = "Emulator",
                ["email"] = "emulator@example.com",
                ["emailVerified"] = true,
                ["canPay"] = true,
                ["isPro"] = false,
                ["avatarUrl"] = "https://huggingface.co/avatars/emulator.svg",
                ["orgs"] = new JsonArray(
                    new JsonObject { ["type"] = "org", ["id"] = "67a1b2c3d4e5f60718293a4c", ["name"] = "emulator-org",
                    ["fullname"] = "Emulator Org" }),
                ["auth"] = new JsonObject
                {
                    ["type"] = "access_token",
                    ["accessToken"] = new JsonObject
                    {
                        ["displayName"] = "emulator",
                        ["role"] = "fineGrained",
                        ["createdAt"] = "2025-01-01T00:00:00.000Z",
                        ["fineGrained"] = new JsonObject
                        {
                            ["canReadGatedRepos"] = false,
                            ["global"] = new JsonArray(),
                            ["scoped"] = new JsonArray(new JsonObject
                            {
                                ["entity"] = new JsonObject
                                {
                                    ["_id"] = "67a1b2c3d4e5f60718293a4b",
                                    ["type"] = "user",
                                    ["name"] = "emulator",
                                },
                                ["permissions"] = mayInfer
                                    ? new JsonArray("repo.content.read", "inference.serverless.write")
                                    : new JsonArray("repo.content.read"),
                            }),
                        },
                    },
                },
            },
            context.RequestAborted);
    }
}
