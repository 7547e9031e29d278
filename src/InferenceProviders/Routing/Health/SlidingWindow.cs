using System.Runtime.InteropServices;
using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// The last samples of a figure, none older than <see cref="MaxAge"/>. The mean is kept, so that reading it costs
/// nothing. Thousands of routes have several windows each: a sample takes five bytes, and there are no more places than
/// samples. Thread-safe.
/// </summary>
internal sealed class SlidingWindow(byte capacity = SlidingWindow.Capacity)
{
    public const byte Capacity = 64;

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private const int FirstSize = 4;

    /// <summary>
    /// How exactly a sample's time is known. One that is read is at most twice <see cref="MaxAge"/> old, which is less
    /// than the 256 units after which a byte begins anew.
    /// </summary>
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(5);

    private static readonly int MaxUnits = (int)(MaxAge / Unit);

    private Sample[] _samples = [];
    private long _newestEnds;
    private double _sum;
    private float _mean = float.NaN;
    private byte _start;
    private byte _count;

    /// <param name="value">The sample.</param>
    /// <param name="clock">The router's clock: the same for all samples.</param>
    /// <param name="now">Its timestamp.</param>
    public void Add(double value, TimeProvider clock, long now)
    {
        lock (this)
        {
            DropOld(clock, now);
            if (_count == _samples.Length && _count < capacity)
            {
                Grow();
            }
            else if (_count == capacity)
            {
                DropOldest();
            }

            var sample = new Sample(UnitsAt(clock, now), (float)value);
            _samples[IndexOf(_count)] = sample;
            _count++;
            Volatile.Write(ref _newestEnds, now + Ticks.Of(MaxAge, clock));
            _sum += sample.Value;
            Volatile.Write(ref _mean, (float)(_sum / _count));
        }
    }

    /// <summary>The mean; NaN when there is no sample that is not too old.</summary>
    public double MeanAt(long now) => IsPast(now) ? double.NaN : Volatile.Read(ref _mean);

    /// <summary>How many samples there are, their mean, and the value that 95 of 100 stay under.</summary>
    public (int Count, double Mean, double Percentile95) Read(TimeProvider clock)
    {
        lock (this)
        {
            DropOld(clock, clock.GetTimestamp());
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
            return (_count, _sum / _count, sorted[(int)Math.Ceiling(_count * 0.95) - 1]);
        }
    }

    /// <summary>How many samples of the last <paramref name="time"/> are over zero, to within five seconds.</summary>
    public int CountPositive(TimeSpan time, TimeProvider clock)
    {
        lock (this)
        {
            var now = clock.GetTimestamp();
            DropOld(clock, now);
            var (count, most) = (0, time / Unit);
            for (var i = 0; i < _count; i++)
            {
                count += At(i).Value > 0 && (byte)(UnitsAt(clock, now) - At(i).Time) <= most ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Whether all of it is too old to count.</summary>
    public bool IsPast(long now) => now > Volatile.Read(ref _newestEnds);

    private void DropOld(TimeProvider clock, long now)
    {
        if (IsPast(now))
        {
            (_count, _sum) = (0, 0);
            Volatile.Write(ref _mean, float.NaN);
        }

        while (_count > 0 && (byte)(UnitsAt(clock, now) - At(0).Time) > MaxUnits)
        {
            DropOldest();
        }
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

    private Sample At(int index) => _samples[IndexOf(index)];

    private int IndexOf(int sample) =>
        _start + sample is var index && index < _samples.Length ? index : index - _samples.Length;

    private void DropOldest()
    {
        _sum -= At(0).Value;
        _start = (byte)IndexOf(1);
        _count--;
        if (_start == 0)
        {
            // Now and then anew, so that what is lost by rounding does not add up.
            _sum = 0;
            for (var i = 0; i < _count; i++)
            {
                _sum += _samples[i].Value;
            }
        }

        Volatile.Write(ref _mean, _count == 0 ? float.NaN : (float)(_sum / _count));
    }

    private static byte UnitsAt(TimeProvider clock, long timestamp) =>
        (byte)(clock.GetElapsedTime(0, timestamp).Ticks / Unit.Ticks);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Sample(byte Time, float Value);
}
