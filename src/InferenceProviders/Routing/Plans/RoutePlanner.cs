using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Decides where a call goes: to an endpoint, to a named provider, to whom the server-side router chooses, or to the
/// providers that the Hub's mapping lists, in the order of the call's rules.
/// </summary>
internal sealed partial class RoutePlanner(
    RouterSettings settings, RouteFactory factory, RouteTables tables, AutoPlans autoPlans, HubMappings mappings,
    SessionAffinity sticky, ServingProviders serving)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <param name="model">What the caller asked for.</param>
    /// <param name="provider">The provider that the caller named beside the model, if any.</param>
    /// <param name="task">The task.</param>
    /// <param name="endpointModel">The model's name in the body, for an endpoint.</param>
    /// <param name="cancellationToken">Ends the Hub lookup, where one is needed.</param>
    /// <param name="needs">What the request needs, and what the caller wants of the call.</param>
    /// <param name="protocol">How a chat is sent; null for tasks that have one way only.</param>
    /// <param name="probes">
    /// Whether a route that had failed may be probed; not where the plan is only looked at.
    /// </param>
    /// <param name="callRules">
    /// The rules that a call has made of its needs already; null for those that follow from <paramref name="needs"/>.
    /// </param>
    public async ValueTask<RoutePlan> PlanAsync(
        ModelReference model,
        string? provider,
        InferenceTask task,
        string? endpointModel,
        CancellationToken cancellationToken,
        RequestNeeds needs = default,
        ChatProtocol? protocol = null,
        bool probes = true,
        RoutingRules? callRules = null)
    {
        var rules = callRules ?? settings.Routing.With(needs.Routing);
        if (model.Endpoint is { } endpoint)
        {
            return Checked(
                new RoutePlan(
                    model.Text, task,
                    await factory.EndpointAsync(
                        endpoint, endpointModel, task, cancellationToken, protocol).ConfigureAwait(false)),
                rules);
        }

        var token = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var named = NamedProvider(model, provider, task, token);
        CheckNamed(model, named, rules);
        try
        {
            return await PlanAsync(
                model, named, task, protocol, token, rules, needs, probes, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException exception)
            when (exception is { Kind: InferenceErrorKind.ModelNotFound, StatusCode: not null }
            || (int?)exception.StatusCode is >= 300 and < 400)
        {
            // The Hub does not know the model, or knows it by another name; whom it knows and nobody serves is named
            // right.
            await serving.SuggestAsync(exception, model, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// A plan as it is, if data may go where all its routes lead: for what the call names, and for what the server-side
    /// router would choose. Those that are chosen here are chosen by the same rule.
    /// </summary>
    private static RoutePlan Checked(RoutePlan plan, RoutingRules rules)
    {
        if (rules.Data is not { } data)
        {
            return plan;
        }

        for (var i = 0; i < plan.Routes.Count; i++)
        {
            var route = plan.Routes[i];
            if (data.Check(route) is var why and not Exclusion.None)
            {
                var named = route.Name != Route.AutoName ? route.Name
                    : ModelReference.TryParse(route.ProviderModel, out var sent) ? RouteFactory.ProviderIn(sent)
                    : null;
                named ??= "whoever the Hugging Face router would choose";
                throw RuledOut(
                    route.Name, plan.Model,
                    $"{named} was not asked for {plan.Model}: it is {CandidateFilter.Describe(why)}, by the entries of "
                        + $"{nameof(InferenceProvidersOptions)}.{nameof(InferenceProvidersOptions.DataPolicies)}, and "
                        + $"{nameof(RoutingOptions)}.{nameof(RoutingOptions.Require)} does not allow that.");
            }
        }

        return plan;
    }

    private async ValueTask<RoutePlan> PlanAsync(
        ModelReference model,
        string? named,
        InferenceTask task,
        ChatProtocol? protocol,
        string? token,
        RoutingRules rules,
        RequestNeeds needs,
        bool probes,
        CancellationToken cancellationToken)
    {
        if (protocol == ChatProtocol.Responses && named is not null)
        {
            var route = await ResponsesRouteAsync(model, named, token, cancellationToken).ConfigureAwait(false);
            return Checked(new RoutePlan(model.Text, task, route) { HubToken = token }, rules);
        }

        var isChat = task == InferenceTask.Conversational;
        var isLimited = BudgetEnforcer.AppliesTo(settings, rules);
        if (isLimited && isChat)
        {
            // Nothing is sent whose price is not known.
            await tables.EnsureCatalogAsync(cancellationToken).ConfigureAwait(false);
        }

        if (named is not null)
        {
            var route = await NamedRouteAsync(
                model, named, task, protocol, token, cancellationToken).ConfigureAwait(false);
            return Checked(new RoutePlan(model.Text, task, route) { HubToken = token }, rules);
        }

        return isChat && token is not null && ((!rules.IsClientSide && !isLimited) || NamesProvider(model))
            ? Checked(Auto(model, protocol, token, rules), rules)
            : await DecideAsync(
                model, task, protocol, token, rules, needs, probes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The route of a request of the caller's own: an endpoint, a provider (with the Hub's mapping when a task is
    /// named), or the router itself.
    /// </summary>
    public async ValueTask<RoutePlan> PlanRequestAsync(
        ModelReference? model, string? provider, InferenceTask? task, InferenceTask own, RoutingRules rules,
        CancellationToken cancellationToken)
    {
        if (provider is not null && rules.Denied.Contains(provider))
        {
            throw RuledOut(provider, model?.Text, $"{provider} is ruled out by RoutingOptions.DeniedProviders.");
        }

        return Checked(
            await PlanRequestAsync(model, provider, task, own, cancellationToken).ConfigureAwait(false), rules);
    }

    private async ValueTask<RoutePlan> PlanRequestAsync(
        ModelReference? model, string? provider, InferenceTask? task, InferenceTask own,
        CancellationToken cancellationToken)
    {
        var named = task ?? own;
        if (model?.Endpoint is { } endpoint)
        {
            return new RoutePlan(
                model.Text, named,
                await factory.EndpointAsync(
                    endpoint, endpointModel: null, own, cancellationToken).ConfigureAwait(false));
        }

        var token = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var text = model?.Text ?? "";
        if (provider is null)
        {
            return new RoutePlan(text, named, factory.Router(text, named, token));
        }

        var known = settings.Providers.FindOrGeneric(provider);
        if (model is null || task is not { } wanted || !known.UsesHubMapping)
        {
            return new RoutePlan(text, named, factory.Own(known, text, named, token));
        }

        var mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        var entry = mapping.Find(provider, wanted);
        return entry is not null && ModelMapping.Serves(entry, wanted)
            ? new RoutePlan(
                text,
                named,
                factory.Named(known, model, entry.ProviderId, named, factory.AuthModeOf(known), token, entry))
            : throw NotServed(
                model,
                $"{provider} does not serve {model.Id} for '{wanted}'. Providers that do: {Serving(mapping, wanted)}.");
    }

    /// <summary>
    /// The providers' own routes for a call whose automatic route failed; none when they cannot be found out.
    /// </summary>
    public async ValueTask<IReadOnlyList<Route>> FallBackAsync(
        ModelReference model, ChatProtocol? protocol, string token, Call call, InferenceException failure)
    {
        // They are on the same host, unless the user has keys for some; and what that host's one form of the Responses
        // API has no place for, it has for nobody.
        var isRefused = protocol == ChatProtocol.Responses && failure.Stage == FailureStage.Check;
        if ((FailureFacts.HostIsDown(failure) || isRefused) && settings.ProviderKeys.Count == 0)
        {
            return [];
        }

        try
        {
            var table = await tables.GetAsync(
                model, InferenceTask.Conversational, protocol, token, awaitCatalog: false,
                call.Token).ConfigureAwait(false);
            var routes = table.Decide(
                call.Routing, call.Needs, sticky: null, except: Failed(call, failure),
                call.Clock.GetTimestamp())?.Routes ?? [];
            return isRefused ? [.. routes.Where(route => route.AuthMode == AuthMode.Direct)] : routes;
        }
        catch (InferenceException exception)
        {
            // The failure that the caller gets is the first one; that the Hub does not answer either is for the log.
            Log.FallBackFailed(_logger, model.Text, exception.Kind);
            return [];
        }
    }

    /// <summary>
    /// Who has failed already for this model: the providers of the attempts, and those that the router names in its
    /// words ("Provider groq returned an error").
    /// </summary>
    private static HashSet<string> Failed(Call call, InferenceException failure)
    {
        var failed = call.Log.Attempts
            .Where(attempt => attempt.Error is not null && attempt.Model == call.Model)
            .Select(attempt => attempt.Provider)
            .Append(failure.Provider ?? "").ToHashSet(StringComparer.Ordinal);
        if (failure.ProviderWords?.ToLowerInvariant() is { } words
            && words.Contains("provider", StringComparison.Ordinal))
        {
            failed.UnionWith(
                words.Split(
                    [' ', ',', ':', ';', '.', '\'', '"', '`', '(', ')', '[', ']', '/'],
                    StringSplitOptions.RemoveEmptyEntries));
        }

        return failed;
    }

    /// <summary>
    /// The choice of the server-side router; of a conversation that it has already chosen for, the same again.
    /// </summary>
    private AutoPlan Auto(ModelReference model, ChatProtocol? protocol, string token, RoutingRules rules)
    {
        var kept = !NamesProvider(model) ? sticky.Find(rules.SessionAffinityKey, model.Id, token) : null;
        var id = kept is null ? model.Text : $"{model.Id}:{kept}";
        if (autoPlans.Find(protocol, model.Text, id, token) is { } plan)
        {
            return plan;
        }

        var auto = factory.Auto(model, model.Text, protocol, token);
        return autoPlans.Add(
            model.Text, id, token,
                new AutoPlan(model, protocol, token, this, kept is null ? [auto]
                : [factory.Auto(model, id, protocol, token, isKept: true), auto])
            {
                HubToken = token,
            });
    }

    private async ValueTask<RoutePlan> DecideAsync(
        ModelReference model, InferenceTask task, ChatProtocol? protocol, string? token, RoutingRules rules,
            RequestNeeds needs, bool probes, CancellationToken cancellationToken)
    {
        if (token is null && task == InferenceTask.Conversational && !HasKeyFor(protocol))
        {
            throw NoToken(model);
        }

        var table = await tables.GetAsync(
            model, task, protocol, token, awaitCatalog: true, cancellationToken).ConfigureAwait(false);
        var now = settings.TimeProvider.GetTimestamp();
        var plan = table.Decide(
            rules, needs, sticky.Find(rules.SessionAffinityKey, model.Id, token), except: null, now, probes)
            ?? throw NoCandidate(model, task, table, rules, needs, now);
        if (plan.Routes[0].Mapping is { } first)
        {
            WarnUnlessLive(first, model);
        }

        return plan;
    }

    /// <summary>
    /// A suffix that is no policy is a provider (or a provider's tag): the server-side router takes it from there.
    /// </summary>
    private static bool NamesProvider(ModelReference model) => model.Suffix is not null && !model.HasPolicySuffix;

    private static InferenceException NoCandidate(
        ModelReference model, InferenceTask task, RouteTable table, RoutingRules rules, RequestNeeds needs, long now) =>
        table switch
        {
            { Mapping.Entries.IsEmpty: true } => NotServed(model, $"The Hub knows no provider that serves {model.Id}."),
            { IsEmpty: true } =>
                NotServed(
                    model,
                    $"No provider that can be used here serves {model.Id} for '{task}'. The Hub lists: "
                    + $"{Serving(table.Mapping, task: null)}."),
            _ => new InferenceException(
                InferenceErrorKind.NotSupported,
                $"No provider of {model.Id} can be used for this request: {table.Explain(rules, needs, now)}.")
            {
                Model = model.Text,
            },
        };

    /// <summary>
    /// A model's name often comes from outside the program: what the program rules out cannot be let in by it.
    /// </summary>
    private static void CheckNamed(ModelReference model, string? named, RoutingRules rules)
    {
        var suffix = NamesProvider(model) ? model.Suffix!.ToLowerInvariant() : null;
        if ((named ?? suffix) is { } asked && rules.Denied.Contains(asked))
        {
            throw RuledOut(asked, model.Text, $"{asked} is ruled out by RoutingOptions.DeniedProviders.");
        }

        if (suffix is not null && (named is null || named == suffix) && rules.Allowed.Length > 0
            && !rules.Allowed.Contains(suffix))
        {
            throw RuledOut(
                suffix, model.Text,
                $"{suffix} is not among RoutingOptions.AllowedProviders: {string.Join(", ", rules.Allowed)}.");
        }
    }

    private static InferenceException RuledOut(string provider, string? model, string message) =>
        new(InferenceErrorKind.NotSupported, message)
        {
            Provider = provider,
            Model = model,
            Stage = FailureStage.NotSent,
        };

    /// <summary>
    /// The provider that the call names: beside the model, as a suffix where the server-side router cannot read it or
    /// has no business with it (other tasks than chat, no token, a key of the user's own), or as the router's default.
    /// </summary>
    private string? NamedProvider(ModelReference model, string? provider, InferenceTask task, string? token)
    {
        var named = provider is null or "auto" ? null : Validate.ProviderName(provider, nameof(provider));
        if (model.Suffix is { } suffix && !model.HasPolicySuffix)
        {
            if (named is not null && UsesHubMapping(named)
                && !string.Equals(named, suffix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The model names the provider '{suffix}' and the call names '{named}': name one.",
                    nameof(provider));
            }

            var isServers = task == InferenceTask.Conversational
                && (token is not null || settings.ProviderKeys.Count == 0)
                && !settings.ProviderKeys.ContainsKey(suffix)
                && settings.Providers.Find(suffix) is not { IsRouted: false };
            if (named is null && !isServers && suffix.ToLowerInvariant() is var own && Validate.IsProviderName(own))
            {
                return own;
            }

            return named;
        }

        return named ?? (model.HasPolicySuffix ? null : settings.Provider);
    }

    private bool UsesHubMapping(string provider) => settings.Providers.Find(provider)?.UsesHubMapping ?? true;

    private async ValueTask<Route> NamedRouteAsync(
        ModelReference model, string name, InferenceTask task, ChatProtocol? protocol, string? token,
            CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(name);
        if (known is { UsesHubMapping: false })
        {
            RequireTask(known, task, protocol, model);
            var id = known.ModelPrefix is { } prefix
                && model.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                ? model.Text[prefix.Length..]
                : model.Text;
            return factory.Named(
                known, model, StripProviderSuffix(id, name), task, factory.AuthModeOf(known), token, mapping: null,
                protocol: protocol);
        }

        if (known is not null)
        {
            RequireTask(known, task, protocol, model);
        }

        var mapping = await mappings.PeekAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        if (mapping.Find(name, task) is not { } listed || !ModelMapping.Serves(listed, task))
        {
            // An old mapping may say yes, but it does not say no.
            mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        }

        if (known is { HasLeftHub: true } && factory.AuthModeOf(known) == AuthMode.Direct
            && mapping.Find(name, task) is null)
        {
            return factory.Named(
                known, model, model.Id, task, AuthMode.Direct, token, mapping: null, protocol: protocol);
        }

        var entry = mapping.Find(name, task)
            ?? throw NotServed(model, mapping.Entries.IsEmpty
                ? $"The Hub knows no provider that serves {model.Id}."
                : $"{name} does not serve {model.Id}. {Meant(name, mapping)}Providers that do: "
                    + $"{Serving(mapping, task)}.");
        if (!ModelMapping.Serves(entry, task))
        {
            throw NotServed(
                model,
                $"{name} serves {model.Id} for '{entry.Task}', not for '{task}'. Providers for '{task}': "
                + $"{Serving(mapping, task)}.");
        }

        var provider = known ?? settings.Providers.FindOrGeneric(name);
        RequireTask(provider, task, protocol, model);
        WarnUnlessLive(entry, model);
        return factory.Named(
            provider, model, entry.ProviderId, task, factory.AuthModeOf(provider), token, entry, protocol: protocol);
    }

    /// <summary>Of a name that nobody has, the one that was probably meant.</summary>
    private string? Meant(string name, ModelMapping mapping) =>
        settings.Providers.Find(name) is null
            && NearestName.Of(
                name, mapping.Entries.Select(entry => entry.Provider)
                .Concat(settings.Providers.All.Select(known => known.Name))) is { } near
            ? $"Did you mean '{near}'? " : null;

    private void RequireTask(Provider provider, InferenceTask task, ChatProtocol? protocol, ModelReference model)
    {
        if (!provider.Supports(task, protocol))
        {
            var able = string.Join(
                ", ", settings.Providers.All.Where(other => other.Supports(task, protocol)).Select(other => other.Name)
                .Order(StringComparer.Ordinal));
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{provider.Name} has no '{task}'. Providers that have it: "
                    + $"{(able.Length == 0 ? "none" : able)}.") { Provider =
                    provider.Name, Model = model.Text };
        }
    }

    private void WarnUnlessLive(ProviderMapping entry, ModelReference model)
    {
        if (!entry.IsLive)
        {
            Log.MappingNotLive(_logger, entry.Provider, model.Text, Validate.Printable(entry.Status));
        }
    }

    private static string StripProviderSuffix(string id, string provider) =>
        id.EndsWith(':' + provider, StringComparison.OrdinalIgnoreCase) ? id[..^(provider.Length + 1)] : id;

    private static string Serving(ModelMapping mapping, InferenceTask? task)
    {
        var names = string.Join(", ", mapping.Entries
            .Where(entry => task is not { } wanted || ModelMapping.Serves(entry, wanted))
            .Select(entry => task is null ? $"{entry.Provider} ({entry.Task})" : entry.Provider));
        return names.Length == 0 ? "none" : names;
    }

    private static InferenceException NoToken(ModelReference model) => new(
        InferenceErrorKind.Authentication,
        "There is no token. Set HF_TOKEN, run `hf auth login`, or set InferenceProvidersOptions.Token; or set "
            + "ProviderKeys for a provider of your own.") { Model =
            model.Text };

    private static InferenceException NotServed(ModelReference model, string message) =>
        new(InferenceErrorKind.ModelNotFound, message) { Model = model.Text };
}
