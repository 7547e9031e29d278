using AspNetCoreChat.Events;
using InferenceProviders;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary>Files that come from the page.</summary>
internal static class MediaInput
{
    /// <summary>A picture, when there is one.</summary>
    /// <exception cref="BadHttpRequestException">
    /// It is not a data URI: this server fetches nothing on a page's behalf.
    /// </exception>
    public static IEnumerable<AIContent>? Optional(string? dataUri)
    {
        if (string.IsNullOrEmpty(dataUri))
        {
            return null;
        }

        try
        {
            return [new DataContent(dataUri)];
        }
        catch (ArgumentException exception)
        {
            throw new BadHttpRequestException("'original' is not a data URI.", exception);
        }
    }
}

/// <summary>Files that go to the page.</summary>
internal static class MediaOutput
{
    public static IReadOnlyList<PlaygroundEvent> Events(IEnumerable<AIContent> contents, RoutingReport? report) =>
        [.. contents.OfType<DataContent>().Select(static file => new MediaEvent(file.MediaType, file.Uri)),
            .. Reports(report)];

    public static IEnumerable<PlaygroundEvent> Reports(RoutingReport? report) =>
        report is null ? [] : [new ReportEvent(RoutingSummary.From(report))];
}
