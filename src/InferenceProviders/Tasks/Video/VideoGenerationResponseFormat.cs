namespace InferenceProviders;

/// <summary>The form in which a video is returned.</summary>
public enum VideoGenerationResponseFormat
{
    /// <summary>In memory. The default.</summary>
    Data,

    /// <summary>
    /// As a URL at the provider, which may expire. <see cref="InferenceRouter.DownloadAsync"/> writes such a file to a
    /// stream.
    /// </summary>
    Uri,
}
