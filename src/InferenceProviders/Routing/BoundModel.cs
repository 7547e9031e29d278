namespace InferenceProviders.Routing;

/// <summary>What a client was made for, and what a call's options make of it.</summary>
/// <param name="Reference">The model, or the endpoint.</param>
/// <param name="EndpointModel">
/// The model's name at an endpoint; null for the server's only one, and where there is no endpoint.
/// </param>
internal readonly record struct BoundModel(ModelReference Reference, string? EndpointModel = null)
{
    /// <summary>The model as callers know it: its name at an endpoint, else what the client was made for.</summary>
    public string Name => EndpointModel ?? Reference.Text;

    /// <summary>
    /// The model of one call. A client of an endpoint stays there: a name means a model of its server, and another
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
