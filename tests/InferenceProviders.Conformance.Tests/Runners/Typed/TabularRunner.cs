using System.Text.Json.Nodes;

namespace InferenceProviders.Conformance.Runners.Typed;

/// <summary>The tasks about tables of features.</summary>
internal sealed class TabularRunner : TypedRunner
{
    public TabularRunner()
    {
        Add("tabularClassification", async (a, router, token) => List(
            await router.ClassifyTableAsync(
                a.Table("data", "table"), a.Model, new TabularOptions { AdditionalProperties = a.Parameters() },
                a.Provider, token),
            label => label));
        Add("tabularRegression", async (a, router, token) => List(
            await router.PredictTableAsync(
                a.Table("data", "table"), a.Model, new TabularOptions { AdditionalProperties = a.Parameters() },
                a.Provider, token),
            number => number));
    }

    protected override string[] InputNames { get; } = ["table"];

    /// <summary>Labels as we give them: a number as it was written.</summary>
    public override JsonNode? Expected(Wire.WireCase wireCase)
    {
        var expected = base.Expected(wireCase);
        return wireCase.Call.Method is "tabularClassification" or "tabular_classification"
            && expected is JsonArray labels
            ? List(labels, label => label?.ToString())
            : expected;
    }
}
