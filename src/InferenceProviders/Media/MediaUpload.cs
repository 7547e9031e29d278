namespace InferenceProviders.Media;

/// <summary>Media on its way to a provider.</summary>
/// <param name="Content">The body, or a part of it.</param>
/// <param name="MediaType">As it was given, or found; null when neither.</param>
internal readonly record struct MediaUpload(HttpContent Content, string? MediaType);
