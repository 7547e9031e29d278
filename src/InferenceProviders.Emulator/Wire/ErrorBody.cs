using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace InferenceProviders.Emulator.Wire;

/// <summary>Writes an error in the form that is asked for.</summary>
internal static class ErrorBody
{
    public static (string ContentType, byte[] Body) Create(ErrorForm form, ApiException error)
    {
        if (form == ErrorForm.PlainText)
        {
            return ("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(error.Message));
        }

        var contentType = form == ErrorForm.Problem ? "application/problem+json" : "application/json";
        return (contentType, Encoding.UTF8.GetBytes(Json(form, error).ToWire()));
    }

    private static JsonObject Json(ErrorForm form, ApiException error) => form switch
    {
        ErrorForm.Text => new() { ["error"] = error.Message },
        ErrorForm.TextArray => new() { ["error"] = new JsonArray(error.Message) },
        ErrorForm.Flat => Fields(error),
        ErrorForm.Reason => new()
        {
            ["code"] = error.Status,
            ["reason"] = (error.Code ?? error.Type).ToUpperInvariant(),
            ["message"] = error.Message,
            ["metadata"] = new JsonObject(),
        },
        ErrorForm.VllmObject => new()
        {
            ["object"] = "error",
            ["message"] = error.Message,
            ["type"] = error.Code ?? error.Type,
            ["param"] = error.Param,
            ["code"] = error.Status,
        },
        ErrorForm.Detail => new() { ["detail"] = error.Message },
        ErrorForm.DetailList => new()
        {
            ["detail"] = new JsonArray(new JsonObject
            {
                ["type"] = error.Code ?? "value_error",
                ["loc"] = error.Param is null ? new JsonArray("body") : new JsonArray("body", error.Param),
                ["msg"] = error.Message,
            }),
        },
        ErrorForm.NumberedCode => new()
        {
            ["error"] = new JsonObject
            {
                ["code"] = error.Status switch { 401 => "1000", 404 => "1211", 429 => "1302", _ => "1214" },
                ["message"] = error.Message,
            },
        },
        ErrorForm.Tgi => new()
        {
            ["error"] = error.Message,
            ["error_type"] = error.Status is 400 or 422 ? "validation" : "generation",
        },
        ErrorForm.Problem => new()
        {
            ["type"] = "about:blank",
            ["status"] = error.Status,
            ["title"] = ReasonPhrases.GetReasonPhrase(error.Status),
            ["detail"] = error.Message,
        },
        _ => new() { ["error"] = Fields(error) },
    };

    private static JsonObject Fields(ApiException error) => new()
    {
        ["message"] = error.Message,
        ["type"] = error.Type,
        ["param"] = error.Param,
        ["code"] = error.Code,
    };
}
