using System.Net;

namespace AspNetCoreChat.Wire;

/// <summary>A response's body that keeps what is read of it, as it is read: a stream stays one.</summary>
internal sealed class WireContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly WireExchange _exchange;

    public WireContent(HttpContent content, WireExchange exchange)
    {
        _content = content;
        _exchange = exchange;
        foreach (var header in content.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new Reader(await _content.ReadAsStreamAsync(), _exchange);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var reader = await CreateContentReadStreamAsync();
        await reader.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exchange.End();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class Reader(Stream stream, WireExchange exchange) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                var read = await stream.ReadAsync(buffer, cancellationToken);
                Keep(buffer.Span[..read]);
                return read;
            }
            catch (Exception exception)
            {
                exchange.End(exception);
                throw;
            }
        }

        public override Task<int> ReadAsync(
            byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = stream.Read(buffer, offset, count);
            Keep(buffer.AsSpan(offset, read));
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                exchange.End();
                stream.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length == 0)
            {
                exchange.End();
            }

            exchange.Receive(bytes);
        }
    }
}
