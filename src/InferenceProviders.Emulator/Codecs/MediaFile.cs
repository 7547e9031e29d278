namespace InferenceProviders.Emulator.Codecs;

/// <summary>A file that a model made.</summary>
internal sealed record MediaFile(byte[] Bytes, string ContentType, string Extension)
{
    public string Base64 => Convert.ToBase64String(Bytes);

    public static MediaFile Png(byte[] bytes) => new(bytes, "image/png", "png");

    public static MediaFile Mp4(byte[] bytes) => new(bytes, "video/mp4", "mp4");
}
