using InferenceProviders.Conformance.Replay;
using Xunit.Abstractions;

namespace InferenceProviders.Conformance;

/// <summary>
/// The captures of the official clients, replayed through our public API: each request of ours must equal the captured
/// one, and what we return must agree with what the client returned. Differences that are meant are declared in
/// <c>deviations.json</c>.
/// </summary>
public sealed class ReplayTests(ITestOutputHelper output)
{
    public static TheoryData<CaseId> Cases => new(CaptureRun.All.Ready.Select(id => new CaseId(id)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_capture_is_replayed(CaseId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var outcome = await CaptureRun.All.OutcomeAsync(id.ToString());

        foreach (var (difference, deviation) in outcome.Declared)
        {
            output.WriteLine($"declared: {difference.Where}: {deviation.Reason}");
        }

        Assert.False(outcome.IsFailure, outcome.Describe());
    }

    /// <summary>The name of a case; as a plain string it would be cut short in the name of the test.</summary>
    public sealed class CaseId : IXunitSerializable
    {
        private string _id;

        public CaseId()
            : this("")
        {
        }

        public CaseId(string id) => _id = id;

        public void Serialize(IXunitSerializationInfo info) => info.AddValue(nameof(_id), _id);

        public void Deserialize(IXunitSerializationInfo info) => _id = info.GetValue<string>(nameof(_id));

        public override string ToString() => _id;
    }
}
