using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Files;

/// <summary>A file while it is downloaded. It is read from the connection, and ends it when it is disposed.</summary>
internal sealed class HostedFileDownload(HttpResponseMessage response, Stream body, string? mediaType, string? name)
    : HostedFileDownloadStream
{
    public override string? MediaType => mediaType;

    public override string? FileName => name;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override long Length =>
        response.Content.Headers.ContentLength ?? throw new NotSupportedException("The length is not known.");

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => body.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => body.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        body.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        body.ReadAsync(buffer, cancellationToken);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
