using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// The models of a call that may be asked of more than one: which is asked now, which are left, and why those before
/// could not answer. It belongs to one call, which asks one model after the other.
/// </summary>
internal sealed class ModelChain
{
    private readonly BoundModel _first;
    private readonly string? _firstProvider;
    private readonly string _firstName;
    private readonly List<BoundModel> _all;
    private readonly List<BoundModel> _left = [];
    private readonly List<BoundModel> _deferred = [];
    private readonly List<ModelFailure> _failures = [];
    private bool _isLastRound;

    private ModelChain(in CallTarget target)
    {
        _first = new BoundModel(target.Model!, target.EndpointModel);
        _firstProvider = target.Provider;
        _firstName = target.ModelName;
        _all = [_first];
        Current = _first;
    }

    /// <summary>The model that is asked now.</summary>
    public BoundModel Current { get; private set; }

    /// <summary>The provider that the caller named beside it; null for none.</summary>
    public string? Provider => Current.IsSame(_first) ? _firstProvider : null;

    /// <summary>The model that is asked now, as reports and errors show it.</summary>
    public string Name => NameOf(Current);

    /// <summary>Whether another model is left.</summary>
    public bool HasNext => _left.Count + _deferred.Count > 0;

    /// <summary>Why the models until now could not answer, in the order in which they were asked.</summary>
    public IReadOnlyList<ModelFailure> Failures => _failures;

    /// <summary>
    /// The chain of a call: the call's own fall-back models, else those that its client was made with, else the
    /// router's.
    /// </summary>
    /// <returns>Null when there is one model only.</returns>
    public static ModelChain? Create(in CallTarget target, RoutingRules router, RoutingRules call)
    {
        if (target.Scope == FallbackScope.None || target.Model is not { } first)
        {
            return null;
        }

        var named = target.Needs.Routing?.FallbackModels is null ? null : call.FallbackModels;
        if (named is null && target.Fallbacks is { } own)
        {
            var made = new ModelChain(target);
            made.Add(own);
            return made.OrNone;
        }

        // What is meant for an endpoint stays there, unless the program says so for this client or this call.
        var references = named ?? (first.Endpoint is null ? router.FallbackModels : []);
        return references.Length == 0 ? null : Create(target, first, references);
    }

    // A method of its own: its lambdas would cost every call an object, also the many that have no chain.
    private static ModelChain? Create(
        in CallTarget target, ModelReference first, IEnumerable<ModelReference> references)
    {
        var chain = new ModelChain(target);
        var scope = target.Scope;
        chain.Add(
            references.Where(reference => scope == FallbackScope.AnyModel || reference.Id == first.Id)
                .Select(reference => new BoundModel(reference)));
        return chain.OrNone;
    }

    /// <summary>The chain of a call that had none: its own model, and what <see cref="Insert"/> adds.</summary>
    public static ModelChain Of(in CallTarget target) => new(target);

    /// <summary>
    /// Adds models that are asked next, before those that are left; not those that could not answer already.
    /// </summary>
    public void Insert(IEnumerable<ModelReference> models)
    {
        var at = 0;
        foreach (var model in models.Select(reference => new BoundModel(reference)))
        {
            if (!Current.IsSame(model) && !_failures.Exists(failure => failure.Model.IsSame(model)))
            {
                _left.RemoveAll(other => other.IsSame(model));
                _deferred.RemoveAll(other => other.IsSame(model));
                _left.Insert(at++, model);
                _all.Add(model);
            }
        }
    }

    /// <summary>Goes on to the next model; false when none is left.</summary>
    public bool MoveOn()
    {
        if (_left.Count == 0)
        {
            _left.AddRange(_deferred);
            _deferred.Clear();
            _isLastRound = true;
        }

        if (_left.Count == 0)
        {
            return false;
        }

        Current = _left[0];
        _left.RemoveAt(0);
        return true;
    }

    /// <summary>
    /// Puts the model that is asked now behind all others, and goes on to the next one; false when it has been put back
    /// before, so that it is asked whatever is known of it.
    /// </summary>
    public bool Defer()
    {
        if (_isLastRound)
        {
            return false;
        }

        _deferred.Add(Current);
        return MoveOn();
    }

    /// <summary>Notes why a model could not answer, in place of why it could not before.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="route">Where; null when nobody was asked for the model that is asked now.</param>
    public void Note(InferenceException failure, Route? route = null)
    {
        var model = route is null ? Current : ModelOf(route) ?? Current;
        var noted = new ModelFailure(model, NameOf(model), failure, route);
        if (_failures.FindIndex(earlier => earlier.Model.IsSame(model)) is >= 0 and var index)
        {
            _failures[index] = noted;
        }
        else
        {
            _failures.Add(noted);
        }
    }

    /// <summary>The model of a route, as reports and errors show it.</summary>
    public string NameOf(Route route) => ModelOf(route) is { } model ? NameOf(model) : route.Model;

    /// <summary>
    /// A model of the Hub may have got the provider's name behind it, where only that tells the server.
    /// </summary>
    private BoundModel? ModelOf(Route route)
    {
        foreach (var model in _all)
        {
            if (model.IsOf(route))
            {
                return model;
            }
        }

        return _all.FindIndex(model => model.Reference.Id == route.ModelId) is >= 0 and var index ? _all[index] : null;
    }

    private ModelChain? OrNone => _left.Count == 0 ? null : this;

    private string NameOf(BoundModel model) =>
        model.IsSame(_first) ? _firstName : ModelReference.Shown(model.Name);

    private void Add(IEnumerable<BoundModel> models)
    {
        foreach (var model in models)
        {
            if (!_all.Exists(other => other.IsSame(model)))
            {
                _left.Add(model);
                _all.Add(model);
            }
        }
    }
}
