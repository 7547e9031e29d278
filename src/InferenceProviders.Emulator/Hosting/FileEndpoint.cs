using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>
/// Hands out what providers made. Such hosts are not the provider's: a credential that arrives there went too far.
/// </summary>
internal sealed class FileEndpoint(FileStore files)
{
    public Task GetAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("authorization") || context.Request.Headers.ContainsKey("cookie"))
        {
            throw new ApiException(400, "Only one auth mechanism allowed; the URL is enough.", "InvalidArgument");
        }

        var file = files.Find($"{context.Request.RouteValues["host"]}/{context.Request.RouteValues["path"]}")
            ?? throw new ApiException(404, "The specified key does not exist.", "NoSuchKey");
        return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
    }
}
