using System.IO.Compression;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Answers that are too much. A client must give up before it has taken it all.</summary>
internal static class ResourceFaults
{
    private const long MiB = 1024 * 1024;
    private const long MostAllocated = 128 * MiB;

    public static IEnumerable<Scenario> All =>
    [
        new("a line of 256 MB", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            await connection.ChunkAsync($"data: {Answers.Role}\n\ndata: ");
            var part = new byte[MiB];
            part.AsSpan().Fill((byte)'a');
            for (var i = 0; i < 256; i++)
            {
                await connection.ChunkAsync(part);
            }

            await connection.ChunkAsync("\n\n");
            await connection.EndChunksAsync();
        }) { IsExclusive = true, Check = CheckMemory },
        new("a gzip bomb: a gigabyte in a megabyte", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(200, Bomb, "text/event-stream", "Content-Encoding: gzip");
        }) { IsExclusive = true, Check = CheckMemory },
        new("a gzip bomb as an error", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(400, Bomb, "application/json", "Content-Encoding: gzip");
        }) { IsExclusive = true, Check = CheckMemory },
        new("headers without end", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n");
            var line = $"X-Filler: {new string('a', 8000)}\r\n";
            for (var i = 0; i < 16 * 1024; i++)
            {
                await connection.SendAsync(line);
            }
        }) { IsExclusive = true, Check = CheckMemory },
        new("events without end", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            var comments = new byte[MiB];
            for (var i = 0; i < comments.Length; i += 2)
            {
                (comments[i], comments[i + 1]) = ((byte)':', (byte)'\n');
            }

            while (!connection.Stop.IsCancellationRequested)
            {
                await connection.ChunkAsync(comments);
            }
        }) { IsExclusive = true, Check = CheckMemory },
    ];

    private static readonly byte[] Bomb = MakeBomb();

    private static Task<string?> CheckMemory(Server.FaultServer server, Observation observation) =>
        Task.FromResult(observation.AllocatedBytes > MostAllocated ? $"allocated {observation.AllocatedBytes / MiB} MB"
            : null);

    /// <summary>
    /// Sixteen megabytes of one letter, compressed once and said 64 times: members of a gzip file follow each other.
    /// </summary>
    private static byte[] MakeBomb()
    {
        using var buffer = new MemoryStream();
        Member("data: "u8);
        var start = buffer.Length;
        var part = new byte[16 * MiB];
        part.AsSpan().Fill((byte)'a');
        Member(part);
        var member = buffer.ToArray().AsSpan((int)start).ToArray();
        for (var i = 1; i < 64; i++)
        {
            buffer.Write(member);
        }

        return buffer.ToArray();

        void Member(ReadOnlySpan<byte> text)
        {
            using var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true);
            gzip.Write(text);
        }
    }
}
