namespace InferenceProviders.Tests.Support;

/// <summary>Keeps what was reported, in order, on the reporting thread.</summary>
internal sealed class Progress : IProgress<InferenceProgress>
{
    private readonly List<InferenceProgress> _reports = [];

    public IReadOnlyList<InferenceProgress> Reports
    {
        get
        {
            lock (_reports)
            {
                return [.. _reports];
            }
        }
    }

    public void Report(InferenceProgress value)
    {
        lock (_reports)
        {
            _reports.Add(value);
        }
    }
}
