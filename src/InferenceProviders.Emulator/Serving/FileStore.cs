using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.Emulator.Codecs;

namespace InferenceProviders.Emulator.Serving;

/// <summary>The files that providers made, on the hosts where they keep them.</summary>
internal sealed class FileStore
{
    private const int MostFiles = 1000;

    private readonly ConcurrentDictionary<string, MediaFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private int _count;

    /// <summary>Keeps a file, and gives the URL at which this emulator has it.</summary>
    public string Add(HttpContext context, string host, MediaFile file)
    {
        var key = string.Create(
            CultureInfo.InvariantCulture, $"{host}/outputs/{Interlocked.Increment(ref _count):x6}.{file.Extension}");
        _files[key] = file;
        _order.Enqueue(key);
        if (_files.Count > MostFiles && _order.TryDequeue(out var oldest))
        {
            _files.TryRemove(oldest, out _);
        }

        return $"{context.Request.Scheme}://{context.Request.Host}/hosts/{key}";
    }

    public MediaFile? Find(string key) => _files.GetValueOrDefault(key);
}
