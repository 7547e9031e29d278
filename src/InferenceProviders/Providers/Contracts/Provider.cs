using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;

namespace InferenceProviders;

/// <summary>
/// What a provider is: its name, its address and how it takes each task. Immutable. The built-in ones are in
/// <see cref="ProviderRegistry"/>; add your own, or replace one, with
/// <see cref="InferenceProvidersOptions.Providers"/>.
/// </summary>
public sealed class Provider
{
    /// <summary>
    /// By the names of the tasks: code for keys that are strings is in the framework, and for <see
    /// cref="InferenceTask"/> it would be compiled in every program that starts.
    /// </summary>
    private readonly FrozenDictionary<string, TaskCodec> _codecs = FrozenDictionary<string, TaskCodec>.Empty;

    /// <summary>Describes a provider.</summary>
    /// <param name="name">Its name on the Hub: lower-case letters, digits and hyphens.</param>
    /// <param name="baseAddress">
    /// Its own address for direct calls (https, or http on loopback), or null when it is reached through the router
    /// only.
    /// </param>
    /// <exception cref="ArgumentException">A name or an address that could lead a request somewhere else.</exception>
    public Provider(string name, Uri? baseAddress = null)
    {
        Name = Validate.ProviderName(name, nameof(name));
        BaseAddress = baseAddress is null ? null : Validate.KeyedAddress(baseAddress, nameof(baseAddress));
    }

    internal Provider(string name, string baseAddress)
        : this(name, new Uri(baseAddress))
    {
    }

    /// <summary>The name on the Hub and in routes.</summary>
    public string Name { get; }

    /// <summary>The address for direct calls; null when the provider is reached through the router only.</summary>
    public Uri? BaseAddress { get; }

    /// <summary>
    /// The scheme of the <c>Authorization</c> header in direct calls. Routed calls always use <c>Bearer</c>. Default:
    /// <c>Bearer</c>.
    /// </summary>
    public string AuthScheme { get; init; } = "Bearer";

    /// <summary>Whether the Hugging Face router has routes for it. Default: yes.</summary>
    public bool IsRouted { get; init; } = true;

    /// <summary>
    /// Whether a direct call without a key is refused before it is sent. Default: no, since a server of your own may
    /// need none.
    /// </summary>
    public bool RequiresKey { get; init; }

    /// <summary>
    /// Whether its model ids come from the Hub's mapping; otherwise the caller's id is sent as it is. Default: yes.
    /// </summary>
    public bool UsesHubMapping { get; init; } = true;

    /// <summary>
    /// Whether the Hub has dropped it: with a key of the caller's own it is still called, with the caller's id where
    /// the mapping has none.
    /// </summary>
    internal bool HasLeftHub { get; init; }

    /// <summary>
    /// Models of its own, which the Hub does not know: with a key of the caller's own they are called by these ids.
    /// </summary>
    internal IReadOnlyList<string> OwnModels { get; init; } = [];

    internal bool IsOwnModel(string id) => OwnModels.Contains(id, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A prefix that callers may write before this provider's own model ids, and that is not sent (<c>openai/</c>).
    /// </summary>
    public string? ModelPrefix { get; init; }

    /// <summary>Headers that every request to it carries.</summary>
    /// <exception cref="ArgumentException">
    /// A header that could forge another one, or that the exchange itself sets (<c>Authorization</c>, <c>Host</c>, …).
    /// </exception>
    public IReadOnlyDictionary<string, string> Headers
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Headers));
            foreach (var (name, text) in value)
            {
                Validate.Header(name, text, nameof(Headers));
            }

            field = value.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        }
    } = FrozenDictionary<string, string>.Empty;

    /// <summary>How it takes chat completions; null when it has none.</summary>
    public ChatDialect? Chat
    {
        get;
        init
        {
            field = value;
            UnusedChatFields = value is null or { OmittedFields.Count: 0, IgnoredFields.Count: 0 } ? []
                : [.. value.OmittedFields.Union(value.IgnoredFields)];
        }
    }

    /// <summary>The fields of a chat that have no effect, because they are omitted or ignored.</summary>
    internal string[] UnusedChatFields { get; private init; } = [];

    /// <summary>How it takes the Responses API at its own address; null when it has none.</summary>
    public ResponsesDialect? Responses { get; init; }

    /// <summary>How it takes files that it keeps; null when it keeps none.</summary>
    internal FilesDialect? Files { get; init; }

    /// <summary>The tasks that this library can send to it.</summary>
    public IEnumerable<InferenceTask> Tasks
    {
        get
        {
            if (Chat is not null)
            {
                yield return InferenceTask.Conversational;
            }

            foreach (var codec in _codecs.Values)
            {
                yield return codec.Task;
            }
        }
    }

    /// <summary>
    /// How it takes the tasks other than chat: one codec for each. Default: none. The order is not kept.
    /// </summary>
    /// <exception cref="ArgumentNullException">The list, or a codec in it, is null.</exception>
    /// <exception cref="ArgumentException">Two codecs are for the same task.</exception>
    [Experimental(Experiments.Codecs)]
    public IReadOnlyList<TaskCodec> Codecs
    {
        get => _codecs.Values;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Codecs));
            var codecs = new Dictionary<string, TaskCodec>(StringComparer.OrdinalIgnoreCase);
            foreach (var codec in value)
            {
                ArgumentNullException.ThrowIfNull(codec, nameof(Codecs));
                if (!codecs.TryAdd(codec.Task.Name, codec))
                {
                    throw new ArgumentException(
                        $"There are two codecs for '{codec.Task}': a provider takes one for each task.",
                        nameof(Codecs));
                }
            }

            _codecs = codecs.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>What its own error codes mean, where neither the status nor the words say it.</summary>
    internal IReadOnlyDictionary<string, InferenceErrorKind>? ErrorCodes { get; init; }

    /// <summary>Whether this library can send the task to it.</summary>
    /// <returns>True when it can; otherwise, false.</returns>
    public bool Supports(InferenceTask task) =>
        task == InferenceTask.Conversational ? Chat is not null : _codecs.ContainsKey(task.Name);

    /// <summary>
    /// Whether this library can send the task to it in a protocol; null for a task that has only one.
    /// </summary>
    internal bool Supports(InferenceTask task, ChatProtocol? protocol) =>
        protocol == ChatProtocol.Responses ? Responses is not null : Supports(task);

    /// <summary>Whether the Hub's mapping may list models of it for the task.</summary>
    internal bool IsListed(InferenceTask task) => !_codecs.TryGetValue(task.Name, out var codec) || codec.IsListed;

    internal T? Codec<T>(InferenceTask task)
        where T : TaskCodec =>
        _codecs.TryGetValue(task.Name, out var codec) ? codec.Runner as T : null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
