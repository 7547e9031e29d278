using System.Text.Json;

namespace InferenceProviders.Catalog;

/// <summary>Reads the answer of <c>GET /api/whoami-v2</c>.</summary>
internal static class HubAccountReader
{
    private const string CallProviders = "inference.serverless.write";

    /// <exception cref="JsonException">The document names nobody.</exception>
    public static HubAccount Read(JsonElement root)
    {
        var token = root.Field("auth").Field("accessToken");
        return new HubAccount
        {
            Name = root.Text("name") ?? throw new JsonException("It has no 'name'."),
            FullName = root.Text("fullname"),
            Type = root.Text("type"),
            IsPro = root.Flag("isPro"),
            Organizations = root.Items("orgs")
                .Where(organization => organization.Text("name") is not null)
                .Select(
                    organization => new HubOrganization
                    {
                        Name = organization.Text("name")!,
                        FullName = organization.Text("fullname"),
                    })
                .ToArray(),
            TokenRole = token.Text("role"),
            MayCallProviders = token.Field("fineGrained") is { ValueKind: JsonValueKind.Object } rights
                ? Permissions(rights).Contains(CallProviders)
                : null,
        };
    }

    private static IEnumerable<string> Permissions(JsonElement rights) =>
        rights.Texts("global").Concat(rights.Items("scoped").SelectMany(scope => scope.Texts("permissions")));
}
