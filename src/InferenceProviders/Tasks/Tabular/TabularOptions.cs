using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of tabular classification and regression; the specification has none of its own.</summary>
public sealed class TabularOptions : InferenceTaskOptions
{
    private protected override void AddTo(WireBody parameters)
    {
    }
}
