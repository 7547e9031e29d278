namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// Where the pieces of an item belong. The parts of an item count from 0; where the first piece has another index, the
/// server counts something else (vLLM counts on over items, or with every piece), and the pieces are taken as one part,
/// which is compared with all the text of the finished item (vllm-project/vllm#31761, #35184).
/// </summary>
internal struct PartPlaces
{
    private bool? _areUnknown;

    /// <summary>The indexes of pieces are not the places of parts: there is one part, 0.</summary>
    public readonly bool AreUnknown => _areUnknown == true;

    public int Of(int index)
    {
        _areUnknown ??= index != 0;
        return AreUnknown ? 0 : index;
    }
}
