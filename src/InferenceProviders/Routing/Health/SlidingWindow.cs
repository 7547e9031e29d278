using System.Runtime.InteropServices;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// The last samples of a figure, none older than <see cref="MaxAge"/>. The mean is kept, so that reading it costs
/// nothing. Thousands of routes have several windows each: a sample takes five bytes, and there are no more places than
/// samples. Thread-safe.
/// </summary>
internal sealed class SlidingWindow(TimeProvider clock, int capacity = SlidingWindow.Capacity)
{
    public const int Capacity = 64;

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private const int FirstSize = 4;

    /// <summary>
    /// How exactly a sample's time is known. One that is read is at most twice <see cref="MaxAge"/> old, which is less
    /// than the 256 units after which a byte begins anew.
    /// </summary>
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(5);

    private static readonly int MaxUnits = (int)(MaxAge / Unit);

    private Sample[] _samples = [];
    private byte _start;
    private byte _count;
    private long _newest;
    private double _mean = double.NaN;

    public void Add(double value)
    {
        lock (this)
        {
            var now = clock.GetTimestamp();
            Refresh(now);
            if (_count == _samples.Length && _count < capacity)
            {
                Grow();
            }
            else if (_count == capacity)
            {
                DropOldest();
            }

            _samples[(_start + _count) % _samples.Length] = new(UnitsAt(now), (float)value);
            _count++;
            Volatile.Write(ref _newest, now);
            Volatile.Write(ref _mean, ComputeMean());
        }
    }

    /// <summary>The mean; NaN when there is no sample that is not too old.</summary>
    public double Mean
    {
        get
        {
            var mean = Volatile.Read(ref _mean);
            return double.IsNaN(mean) || IsPast(clock.GetTimestamp()) ? double.NaN : mean;
        }
    }

    /// <summary>How many samples there are, their mean, and the value that 95 of 100 stay under.</summary>
    public (int Count, double Mean, double Percentile95) Read()
    {
        lock (this)
        {
            Refresh(clock.GetTimestamp());
            if (_count == 0)
            {
                return (0, double.NaN, double.NaN);
            }

            Span<float> sorted = stackalloc float[Capacity];
            for (var i = 0; i < _count; i++)
            {
                sorted[i] = At(i).Value;
            }

            sorted = sorted[.._count];
            sorted.Sort();
            return (_count, _mean, sorted[(int)Math.Ceiling(_count * 0.95) - 1]);
        }
    }

    /// <summary>How many samples of the last <paramref name="time"/> are over zero, to within five seconds.</summary>
    public int CountPositive(TimeSpan time)
    {
        lock (this)
        {
            var now = clock.GetTimestamp();
            Refresh(now);
            var (count, most) = (0, time / Unit);
            for (var i = 0; i < _count; i++)
            {
                count += At(i).Value > 0 && (byte)(UnitsAt(now) - At(i).Time) <= most ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Whether all of it is too old to count.</summary>
    public bool IsPast(long now) => clock.GetElapsedTime(Volatile.Read(ref _newest), now) > MaxAge;

    private void Refresh(long now)
    {
        var before = _count;
        if (IsPast(now))
        {
            _count = 0;
        }

        while (_count > 0 && (byte)(UnitsAt(now) - At(0).Time) > MaxUnits)
        {
            DropOldest();
        }

        if (_count != before)
        {
            Volatile.Write(ref _mean, ComputeMean());
        }
    }

    private double ComputeMean()
    {
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            sum += At(i).Value;
        }

        return _count == 0 ? double.NaN : sum / _count;
    }

    private void Grow()
    {
        var grown = new Sample[Math.Min(Math.Max(FirstSize, _samples.Length * 2), capacity)];
        for (var i = 0; i < _count; i++)
        {
            grown[i] = At(i);
        }

        _samples = grown;
        _start = 0;
    }

    private Sample At(int index) => _samples[(_start + index) % _samples.Length];

    private void DropOldest()
    {
        _start = (byte)((_start + 1) % _samples.Length);
        _count--;
    }

    private byte UnitsAt(long timestamp) => (byte)(clock.GetElapsedTime(0, timestamp).Ticks / Unit.Ticks);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Sample(byte Time, float Value);
}
