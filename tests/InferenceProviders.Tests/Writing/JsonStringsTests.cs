using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceProviders.Transport;

namespace InferenceProviders.Tests.Writing;

/// <summary>Long strings are written by hand; a reader must get the same text as from the framework's writer.</summary>
public class JsonStringsTests
{
    private static readonly string[] Pieces =
        ["a", "The quick brown fox jumps over the lazy dog. ", "\"", "\\", "\n", "\r\n", "\t", "\0", "\u001f", "\u007f",
            "é", "—", "漢字", "😀", "\ud83d", "\ude00", "\u2028", "\ufeff", "\uffff", "</script>", "\\u0041"];

    [Fact]
    public void Random_texts_are_read_as_the_frameworks()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(200); text.Length < length;)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            Check(text.ToString());
        }
    }

    /// <summary>
    /// Texts of which every character takes the most room, and texts that fill their buffer to the last byte.
    /// </summary>
    [Theory]
    [InlineData("\u0001")]
    [InlineData("漢")]
    [InlineData("😀")]
    [InlineData("a")]
    [InlineData("a\"")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaa漢")]
    [InlineData("\ud83d")]
    public void Every_length_fits(string piece)
    {
        for (var length = 1; length < 1500; length += length < 200 ? 1 : 37)
        {
            Check(string.Concat(Enumerable.Repeat(piece, length)));
        }

        Check(string.Concat(Enumerable.Repeat(piece, 400_000)));
    }

    [Theory]
    [InlineData("image/png", 0)]
    [InlineData("image/png", 1)]
    [InlineData("image/png", 100_000)]
    [InlineData("text/plain;charset=\"utf-8\"", 50)]
    public void Data_urls_are_the_usual_ones(string mediaType, int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);

        Assert.Equal(
            $"data:{mediaType};base64,{Convert.ToBase64String(data)}",
            Read(writer => writer.WriteDataUrlValue(mediaType, data)));
    }

    private static void Check(string text) =>
        Assert.Equal(Read(writer => writer.WriteStringValue(text)), Read(writer => writer.WriteTextValue(text)));

    private static string Read(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        reader.Read();
        return reader.GetString()!;
    }
}
