using System.Net;
using System.Text;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Tests.Routing.Support;

/// <summary>
/// The Hub's mapping and the router's list of models, in the documented forms, without a network. Anything else is
/// refused.
/// </summary>
internal sealed class StubHub : HttpMessageHandler
{
    public const string Model = "org/model";

    private readonly List<(string Provider, string Status, string Task)> _mapping = [];
    private readonly List<string> _offers = [];

    /// <summary>How often each was asked for.</summary>
    public int MappingRequests { get; private set; }

    public int CatalogRequests { get; private set; }

    /// <summary>What the list of models answers; <see cref="HttpStatusCode.OK"/> unless a test breaks it.</summary>
    public HttpStatusCode CatalogStatus { get; set; } = HttpStatusCode.OK;

    public StubHub Serve(string provider, string status = "live", string task = "conversational", string? offer = null)
    {
        _mapping.Add((provider, status, task));
        if (offer is not null)
        {
            _offers.Add($$""" {"provider":"{{provider}}","status":"live",{{offer}} } """);
        }

        return this;
    }

    public RouterRuntime Core(Action<InferenceProvidersOptions>? configure = null, ManualTime? clock = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = "hf_test",
            HttpMessageHandler = this,
            TimeProvider = clock ?? new ManualTime(),
        };
        configure?.Invoke(options);
        return new RouterRuntime(RouterSettingsFactory.Create(options));
    }

    /// <summary>The names of the planned routes, in order; a provider's own key shows as <c>name*</c>.</summary>
    public static async Task<string[]> PlanAsync(
        RouterRuntime core, string model = Model, string task = "conversational", RequestNeeds needs = default)
    {
        var plan = await core.Planner.PlanAsync(
            ModelReference.Parse(model), provider: null, new InferenceTask(task), endpointModel: null,
            CancellationToken.None, needs);
        return [.. plan.Routes.Select(route => route.AuthMode == AuthMode.Direct ? route.Name + "*" : route.Name)];
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == $"/api/models/{Model}")
        {
            MappingRequests++;
            var entries = _mapping.Select(
                entry =>
                    $$""" "{{entry.Provider}}":{"status":"{{entry.Status}}","providerId":"{{entry.Provider}}/model","task":"{{entry.Task}}"} """);
            return Json(
                HttpStatusCode.OK,
                $$""" {"id":"{{Model}}","inferenceProviderMapping":{ {{string.Join(",", entries)}} } } """);
        }

        if (path == "/v1/models")
        {
            CatalogRequests++;
            return Json(
                CatalogStatus,
                $$""" {"object":"list","data":[{"id":"{{Model}}","providers":[ {{string.Join(",", _offers)}} ]}]} """);
        }

        if (path == "/api/models")
        {
            return Json(HttpStatusCode.OK, "[]");
        }

        if (path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            return Json(HttpStatusCode.NotFound, """{"error":"Repository not found"}""");
        }

        throw new InvalidOperationException($"Nothing else should be asked for, but this was: {request.RequestUri}");
    }

    private static Task<HttpResponseMessage> Json(HttpStatusCode status, string json) =>
        Task.FromResult(
            new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
}
