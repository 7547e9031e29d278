using System.IO.Compression;
using InferenceProviders.Shared;

namespace InferenceProviders.Transport;

/// <summary>
/// A Brotli stream whose damage is an <see cref="InvalidDataException"/>, as it is with the framework's other
/// decompressors: its own throws <see cref="InvalidOperationException"/>, which would look like a mistake of ours.
/// </summary>
internal sealed class BrotliBody(Stream compressed) : ReadOnlyStream
{
    private readonly BrotliStream _stream = new(compressed, CompressionMode.Decompress);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            throw new InvalidDataException(
                "The body cannot be decoded as Brotli, which its header declares.", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
