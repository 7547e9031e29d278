using System.Collections.Concurrent;
using System.Globalization;

namespace InferenceProviders.Emulator.Serving;

/// <summary>The files that accounts keep at providers.</summary>
internal sealed class KeptFiles
{
    private readonly ConcurrentDictionary<(string Place, string Id), KeptFile> _files = new();
    private int _count;

    /// <summary>Keeps a file at a place: a provider, or a container of one.</summary>
    public KeptFile Add(string place, string name, string? purpose, ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        var number = Interlocked.Increment(ref _count);
        var file = new KeptFile(
            string.Create(CultureInfo.InvariantCulture, $"file-{number:x6}"), number, name, purpose, bytes, now);
        _files[(place, file.Id)] = file;
        return file;
    }

    public KeptFile? Find(string place, string id) => _files.GetValueOrDefault((place, id));

    public bool Remove(string place, string id) => _files.TryRemove((place, id), out _);

    /// <summary>The files of a place, the newest first.</summary>
    public IReadOnlyList<KeptFile> List(string place) =>
        [.. _files.Where(pair => pair.Key.Place == place).Select(pair => pair.Value)
            .OrderByDescending(file => file.Number)];
}

/// <summary>A file that somebody sent.</summary>
internal sealed record KeptFile(
    string Id, int Number, string Name, string? Purpose, ReadOnlyMemory<byte> Bytes, DateTimeOffset CreatedAt);
