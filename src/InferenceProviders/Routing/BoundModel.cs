namespace InferenceProviders.Routing;

/// <summary>What a client was made for, and what a call's options make of it.</summary>
/// <param name="Reference">The model, or the endpoint.</param>
/// <param name="EndpointModel">
/// The model's name at an endpoint; null for the server's only one, and where there is no endpoint.
/// </param>
internal readonly record struct BoundModel(ModelReference Reference, string? EndpointModel = null)
{
    /// <summary>How many models a chain has at most.</summary>
    public const int MaxModels = 10;

    /// <summary>
    /// The models that are asked after it, in this order, when it cannot answer; null when the client was made for one
    /// model.
    /// </summary>
    public IReadOnlyList<BoundModel>? Fallbacks { get; init; }

    /// <summary>The model as callers know it: its name at an endpoint, else what the client was made for.</summary>
    public string Name => EndpointModel ?? Reference.Text;

    /// <summary>
    /// The first model of a chain, with the others behind it. One that is named twice counts once.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are none or too many, or a text is not a model reference.
    /// </exception>
    public static BoundModel Chain(IEnumerable<string> models, string argument)
    {
        BoundModel[] chain =
        [
            .. models.Select(model => ModelReference.Parse(model, argument)).DistinctBy(model => model.Text)
                .Select(model => new BoundModel(model)),
        ];
        return chain.Length is >= 1 and <= MaxModels
            ? chain[0] with { Fallbacks = chain.Length == 1 ? null : chain[1..] }
            : throw new ArgumentException(
                $"A chain must have between 1 and {MaxModels} models; {chain.Length} were given.", argument);
    }

    /// <summary>Whether it is the same model at the same place, whatever follows it.</summary>
    public bool IsSame(in BoundModel other) =>
        Reference.Text == other.Reference.Text && EndpointModel == other.EndpointModel;

    /// <summary>The model that answered a call of this one: itself, or one that it fell back to.</summary>
    public string NameIn(RoutingReport report) => NameFor(report.Model);

    /// <summary>The same while the call goes on.</summary>
    /// <param name="answering">The model of the route that answers, as reports show it.</param>
    public string NameFor(string answering) => answering == Reference.ToString() ? Name : answering;

    /// <summary>Whether it is one of a chain's models.</summary>
    public bool IsOneOf(BoundModel chain)
    {
        var own = this;
        return own.IsSame(chain) || chain.Fallbacks?.Any(model => own.IsSame(model)) is true;
    }

    /// <summary>Whether a route was planned for it.</summary>
    public bool IsOf(Route route) => Reference.Endpoint is { } endpoint
        ? route.Endpoint is not null && route.Model == endpoint.GetLeftPart(UriPartial.Path)
            && (EndpointModel is null || EndpointModel == route.ProviderModel)
        : route.Endpoint is null && route.Model == Reference.Text;

    /// <summary>
    /// The model of one call, with those that follow it. One of a chain comes first, and so does another model; the
    /// chain is kept behind it. A client of an endpoint stays there: a name means a model of its server, and another
    /// address is an error, because texts, files and keys were meant for the one that the client was made for.
    /// </summary>
    /// <param name="asked">The options' model; null for the client's own.</param>
    /// <param name="argument">The name of the options.</param>
    /// <exception cref="ArgumentException">It is another host's address, or not a model reference.</exception>
    public BoundModel With(string? asked, string argument)
    {
        if (string.IsNullOrEmpty(asked) || asked == Reference.Text)
        {
            return this;
        }

        if (Fallbacks is not { } others)
        {
            return WithOne(asked, argument);
        }

        BoundModel[] chain = [this with { Fallbacks = null }, .. others];
        var known = Array.FindIndex(chain, model => model.Reference.Text == asked);
        var first = known < 0 ? (this with { Fallbacks = null }).WithOne(asked, argument) : chain[known];
        return first with { Fallbacks = [.. chain.Where((_, index) => index != known)] };
    }

    private BoundModel WithOne(string asked, string argument)
    {
        if (Reference.Endpoint is not { } endpoint)
        {
            return new(ModelReference.Parse(asked));
        }

        if (!asked.Contains("://", StringComparison.Ordinal))
        {
            return this with { EndpointModel = asked };
        }

        var other = ModelReference.Parse(asked);
        return other.Endpoint?.GetLeftPart(UriPartial.Authority) == endpoint.GetLeftPart(UriPartial.Authority)
            ? this with { Reference = other }
            : throw new ArgumentException(
                $"The client is bound to the endpoint {endpoint.GetLeftPart(UriPartial.Authority)}, and ModelId "
                    + $"names another, {other.Endpoint?.GetLeftPart(UriPartial.Authority)}: "
                + "make a client for that one. A plain name means a model of this endpoint's server.",
                argument);
    }
}
