namespace InferenceProviders.Routing.Health;

/// <summary>The last samples of a figure, none older than <see cref="MaxAge"/>. The mean is kept, so that reading it costs nothing. Thread-safe.</summary>
internal sealed class SlidingWindow(TimeProvider clock)
{
    public const int Capacity = 64;

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly (long At, float Value)[] _samples = new (long, float)[Capacity];
    private int _start;
    private int _count;
    private long _newest;
    private double _mean = double.NaN;

    public void Add(double value)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_count == Capacity)
            {
                _start = (_start + 1) % Capacity;
                _count--;
            }

            _samples[(_start + _count) % Capacity] = (now, (float)value);
            _count++;
            Volatile.Write(ref _newest, now);
            Refresh(now);
        }
    }

    /// <summary>The mean; NaN when there is no sample that is not too old.</summary>
    public double Mean
    {
        get
        {
            var mean = Volatile.Read(ref _mean);
            return double.IsNaN(mean) || clock.GetElapsedTime(Volatile.Read(ref _newest)) > MaxAge ? double.NaN : mean;
        }
    }

    /// <summary>How many samples there are, their mean, and the value that 95 of 100 stay under.</summary>
    public (int Count, double Mean, double Percentile95) Read()
    {
        lock (_gate)
        {
            Refresh(clock.GetTimestamp());
            if (_count == 0)
            {
                return (0, double.NaN, double.NaN);
            }

            Span<float> sorted = stackalloc float[Capacity];
            for (var i = 0; i < _count; i++)
            {
                sorted[i] = _samples[(_start + i) % Capacity].Value;
            }

            sorted = sorted[.._count];
            sorted.Sort();
            return (_count, _mean, sorted[(int)Math.Ceiling(_count * 0.95) - 1]);
        }
    }

    private void Refresh(long now)
    {
        while (_count > 0 && clock.GetElapsedTime(_samples[_start].At, now) > MaxAge)
        {
            _start = (_start + 1) % Capacity;
            _count--;
        }

        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            sum += _samples[(_start + i) % Capacity].Value;
        }

        Volatile.Write(ref _mean, _count == 0 ? double.NaN : sum / _count);
    }
}
