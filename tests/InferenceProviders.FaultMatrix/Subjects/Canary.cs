using System.Buffers.Binary;
using System.Text;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>
/// A token, providers' keys, a prompt and a recording of it that may be in requests, and nowhere else.
/// </summary>
internal static class Canary
{
    /// <summary>Bytes of sound.</summary>
    private const int Samples = 320;

    public const string Token = "hf_canaryTOKENcanaryTOKENcanary0001";

    /// <summary>The token for an MCP server.</summary>
    public const string McpToken = "mcp_canaryTOKENcanaryTOKENcanary0002";

    public const string Prompt = "The canary prompt sings of account 4711-0815 at dawn.";

    /// <summary>
    /// The providers that are called with keys of their own; <c>EmulatorHost.ProviderKey</c> has the keys.
    /// </summary>
    public static readonly string[] KeyedProviders = ["groq", "fal-ai", "deepinfra", "openai"];

    /// <summary>A WAV file with the prompt in its comment, which the emulator takes for what was said.</summary>
    public static readonly byte[] Recording = Wav(Prompt);

    /// <summary>
    /// A PNG file with the recording in a chunk that readers skip, behind as many bytes as keep its base64 as it is.
    /// </summary>
    public static readonly byte[] Picture = Png(Recording);

    /// <summary>Pieces that nobody would write by accident.</summary>
    private static readonly string[] Traces =
    [
        "canaryTOKEN", "hf_canary", "mcp_canary", "canary prompt", "4711-0815",
            .. KeyedProviders.Select(provider => $"key-{provider}"), Convert.ToBase64String(Recording)[..24],
            Convert.ToBase64String(Recording)[^24..],
    ];

    /// <summary>Whether a text has any of it.</summary>
    public static bool IsIn(string? text) =>
        text is not null && Traces.Any(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase));

    private static byte[] Png(byte[] comment)
    {
        var png = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==");
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, comment.Length + 1);
        return [.. png[..33], .. length, .. "caNa"u8, 0, .. comment, 0, 0, 0, 0, .. png[33..]];
    }

    private static byte[] Wav(string comment)
    {
        var text = Encoding.ASCII.GetBytes(comment + '\0');
        var padded = text.Length + (text.Length % 2);
        var list = 12 + padded;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(4 + 24 + 8 + list + 8 + Samples);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8000);
        writer.Write(16000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("LIST"u8);
        writer.Write(list);
        writer.Write("INFOICMT"u8);
        writer.Write(text.Length);
        writer.Write(text);
        writer.Write(new byte[padded - text.Length]);
        writer.Write("data"u8);
        writer.Write(Samples);
        for (var i = 0; i < Samples; i++)
        {
            writer.Write((byte)(i * 31));
        }

        return file.ToArray();
    }
}
