using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A call of a tool that the server runs itself, with its result: a search of the web or of files, code that was run,
/// an image that was made, and others that the abstraction has a base type for. The item as it came is the raw
/// representation of the result, so that it goes back once.
/// </summary>
/// <param name="id">The item's id.</param>
/// <param name="type">Its type.</param>
/// <param name="imageType">The type of the images that were asked for; null when the request did not say.</param>
internal sealed class HostedCallItem(string id, string type, string? imageType = null) : OutputItem(id)
{
    private const string Python = "text/x-python";

    private readonly CumulativeText _code = new();
    private byte[]? _json;
    private string? _format;
    private bool _hasBegun;
    private bool _hasQueries;

    public override bool IsRunning => !IsDone;

    public override bool IsSettled => false;

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        _json = JsonMarshal.GetRawUtf8Value(item).ToArray();
        _format = TextOf(item, "output_format") ?? _format;
        switch (type)
        {
            case "web_search_call":
                ReadSearch(item);
                break;

            case "code_interpreter_call":
                ShowCode(TextOf(item, "code") is { } code ? _code.Complete(code) : null);
                break;

            case "image_generation_call" when !_hasBegun:
                _hasBegun = true;
                Add(new ImageGenerationToolCallContent(Id));
                break;
        }
    }

    public override void ReadDelta(ResponseEventKind kind, int part, string text)
    {
        switch (kind)
        {
            case ResponseEventKind.CodeDelta:
                _code.Append(text);
                ShowCode(text);
                break;

            case ResponseEventKind.CodeDone:
                ShowCode(_code.Complete(text));
                break;

            case ResponseEventKind.PartialImage when Image(text, part) is { } image:
                Add(new ImageGenerationToolResultContent(Id) { Outputs = [image] });
                break;
        }
    }

    public override void Close()
    {
        if (_json is null)
        {
            return;
        }

        var raw = new RawJson(_json);
        var item = raw.Root;
        var callId = TextOf(item, "call_id") is { Length: > 0 } named ? named : Id;
        switch (type)
        {
            case "web_search_call":
                Add(new WebSearchToolResultContent(Id) { Outputs = Sources(item), RawRepresentation = raw });
                break;

            case "code_interpreter_call":
                if (!_hasBegun)
                {
                    Add(new CodeInterpreterToolCallContent(Id));
                }

                Add(new CodeInterpreterToolResultContent(Id) { Outputs = Outputs(item), RawRepresentation = raw });
                break;

            case "image_generation_call":
                var image = TextOf(item, "result") is { } result ? Image(result, part: null) : null;
                Add(new ImageGenerationToolResultContent(Id)
                {
                    Outputs = image is null ? null : [image],
                    RawRepresentation = raw,
                });
                break;

            case "file_search_call":
                Add(new ToolCallContent(Id) { AdditionalProperties = Kept(item, "queries") });
                Add(new ToolResultContent(Id)
                {
                    AdditionalProperties = Kept(item, "results"),
                    RawRepresentation = raw,
                });
                break;

            case { } when type.EndsWith("_output", StringComparison.Ordinal):
                Add(new ToolResultContent(callId) { AdditionalProperties = Kept(item), RawRepresentation = raw });
                break;

            default:
                Add(new ToolCallContent(callId) { AdditionalProperties = Kept(item), RawRepresentation = raw });
                break;
        }
    }

    /// <summary>
    /// The call is shown when it begins, and once more with what was searched for, which the abstractions join.
    /// </summary>
    private void ReadSearch(JsonElement item)
    {
        if (_hasQueries)
        {
            return;
        }

        var action = item.At("action");
        List<string> queries = [.. action.At("queries").Items().Select(static query => query.Text()).OfType<string>()];
        if (queries.Count == 0 && action.Text("query") is { } query)
        {
            queries = [query];
        }

        // An item that has only begun names the action, and not yet what is searched for.
        var page = action.Text("url");
        _hasQueries = queries.Count > 0 || page is not null;
        if (_hasQueries || !_hasBegun)
        {
            _hasBegun = true;
            var call = new WebSearchToolCallContent(Id) { Queries = queries.Count > 0 ? queries : null };
            if (page is { } url)
            {
                // A page that was opened, or looked through.
                call.AdditionalProperties = new() { ["url"] = url };
            }

            Add(call);
        }
    }

    private void ShowCode(string? code)
    {
        if (!string.IsNullOrEmpty(code))
        {
            _hasBegun = true;
            Add(new CodeInterpreterToolCallContent(Id)
            {
                Inputs = [new DataContent(Encoding.UTF8.GetBytes(code), Python)],
            });
        }
    }

    private static List<AIContent>? Sources(JsonElement item)
    {
        List<AIContent> sources = [];
        foreach (var source in item.At("action", "sources").Items())
        {
            if (Uri.TryCreate(source.Text("url"), UriKind.Absolute, out var url))
            {
                sources.Add(new UriContent(url, "text/html")
                {
                    RawRepresentation = new RawJson(JsonMarshal.GetRawUtf8Value(source).ToArray()),
                });
            }
        }

        return sources.Count > 0 ? sources : null;
    }

    private static List<AIContent>? Outputs(JsonElement item)
    {
        List<AIContent> outputs = [];
        foreach (var output in item.At("outputs").Items())
        {
            if (output.Text("logs") is { } logs)
            {
                outputs.Add(new TextContent(logs));
            }
            else if (output.Text("url") is { } url)
            {
                outputs.Add(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme != "data"
                    ? new UriContent(address, MediaPart.TypeOf(address, "image"))
                    : new DataContent(url));
            }

            foreach (var file in output.At("files").Items())
            {
                if ((file.Text("file_id") ?? file.Text("id")) is { } fileId)
                {
                    outputs.Add(new HostedFileContent(fileId) { MediaType = file.Text("mime_type") });
                }
            }
        }

        return outputs.Count > 0 ? outputs : null;
    }

    private DataContent? Image(string base64, int? part)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            // What the item says is still there, in its raw representation.
            return null;
        }

        var image = new DataContent(bytes, MediaTypeDetector.Detect(bytes)
            ?? (_format is null ? imageType : $"image/{_format}") ?? "image/png");
        if (part is not null)
        {
            image.AdditionalProperties = new() { ["PartialImageIndex"] = part };
        }

        return image;
    }

    /// <summary>What kind of tool it was, and the field that says the most of it: both survive JSON.</summary>
    private AdditionalPropertiesDictionary Kept(JsonElement item, string? field = null)
    {
        var kept = new AdditionalPropertiesDictionary { ["type"] = type };
        if (field is not null && item.At(field) is { ValueKind: JsonValueKind.Array } value)
        {
            kept[field] = value;
        }

        return kept;
    }
}
