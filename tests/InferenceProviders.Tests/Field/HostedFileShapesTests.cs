using InferenceProviders.Tests.Media.Speech;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // The interface of hosted files is experimental.

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Files as servers in OpenAI's form describe them (docs.siliconflow.cn, novita.ai, and what their clients stumbled
/// over).
/// </summary>
[Trait("Category", "Field")]
public sealed class HostedFileShapesTests
{
    [Theory]
    [InlineData(
        """{"id":"f1","object":"file","bytes":8509,"created_at":1741685396"""
        + ""","filename":"a.jsonl","purpose":"batch","status":null}""")]
    [InlineData(
        """{"code":20000,"message":"Ok","status":true,"data":{"id":"f1","object":"file","bytes":8509,"createdAt":"""
        + """1741685396,"filename":"a.jsonl","purpose":"batch"}}""")]
    [InlineData("""{"id":"f1","bytes":8509.0,"created_at":1741685396.0,"filename":"a.jsonl","purpose":"batch"}""")]
    [InlineData("""{"id":"f1","bytes":"8509","created_at":"1741685396","filename":"a.jsonl","purpose":"batch"}""")]
    [InlineData(
        """{"id":"f1","size":8509,"created_at":1741685396,"name":"a.jsonl","purpose":"batch","Processed":true"""
        + ""","LineCount":3}""")]
    public async Task A_file_is_read(string body)
    {
        var file = (await AskAsync(Reply.Json(body), files => files.GetFileInfoAsync("f1")))!;

        Assert.Equal(("f1", "a.jsonl", 8509L, "batch"), (file.FileId, file.Name, file.SizeInBytes, file.Purpose));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_741_685_396), file.CreatedAt);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"f1"}]}""", 1)]
    [InlineData("""{"code":20000,"data":{"data":[{"id":"f1"}],"object":"list"}}""", 1)]
    [InlineData("""[{"id":"f1"}]""", 1)]
    [InlineData("""{"object":"list","data":null}""", 0)]
    [InlineData("""{"data":[],"has_more":true}""", 0)]
    [InlineData("""{"data":[{"id":"f1"}],"has_more":true,"last_id":null}""", 1)]
    public async Task A_list_is_read_and_ends(string body, int count)
    {
        var asked = 0;
        await using var server = ScriptedServer.Start(
            _ => Reply.Json(asked++ == 0 ? body : """{"data":[],"has_more":true}"""));
        using var router = server.Router();

        var files = await router.AsIHostedFileClient(server.Address).ListFilesAsync().ListAsync();

        Assert.Equal(count, files.Count);
        Assert.InRange(asked, 1, 2);
    }

    [Theory]
    [InlineData(200, """{"id":"f1","object":"file","deleted":true}""", true)]
    [InlineData(200, """{"id":"f1","object":"file","deleted":false}""", false)]
    [InlineData(200, """{"id":"f1"}""", true)]
    [InlineData(204, "", true)]
    [InlineData(404, """{"detail":"Not found"}""", false)]
    public async Task What_was_deleted_is_told(int status, string body, bool deleted)
    {
        Assert.Equal(deleted, await AskAsync(Reply.Json(body, status), files => files.DeleteAsync("f1")));
    }

    [Theory]
    [InlineData("<html><title>Sign in</title></html>", "Sign in")]
    [InlineData("""{"error":{"message":"The storage is full."}}""", "The storage is full.")]
    [InlineData("""{"code":20012,"message":"The storage is full.","data":null}""", "The storage is full.")]
    [InlineData("{}", "without the file's id")]
    public async Task What_is_no_file_is_an_error(string body, string words)
    {
        using var stream = new MemoryStream([1]);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => AskAsync(Reply.Whole(Wire.Bytes(body), "text/html"), files => files.UploadAsync(stream)));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static async Task<T> AskAsync<T>(Reply reply, Func<IHostedFileClient, Task<T>> ask)
    {
        await using var server = ScriptedServer.Start(reply);
        using var router = server.Router();
        return await ask(router.AsIHostedFileClient(server.Address));
    }
}
