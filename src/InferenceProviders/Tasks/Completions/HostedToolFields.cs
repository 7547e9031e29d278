using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Asks for the tools that the provider runs itself, in its own form; each provider's file has it with its source. What
/// the abstraction has no property for are the tool's additional properties, by their wire names or in .NET's spelling.
/// </summary>
internal static class HostedToolFields
{
    /// <summary>How a provider is asked for a tool; null when the tool is a function.</summary>
    /// <exception cref="InferenceException">It does not run the tool with that model.</exception>
    public static ChatTool? FormOf(AITool tool, Route route)
    {
        if (tool is AIFunctionDeclaration)
        {
            return null;
        }

        var kind = HostedToolKind.Of(tool);
        ChatTool? other = null;
        foreach (var form in route.Provider.Chat!.Tools)
        {
            if (form.Tool == kind)
            {
                if (form.IsOf(route.ProviderModel))
                {
                    return form;
                }

                other ??= form;
            }
        }

        throw route.NotSupported(
            $"The tool '{tool.Name}' ({tool.GetType().Name}) cannot be sent with chat completions"
            + (other is not null
                ? $" for {route.ProviderModel}: of {route.Speaker}'s models those run it that have '{other.Models}' in "
                    + "their names."
                : ", which know functions only."
                    + (tool is HostedMcpServerTool
                        ? " UseMcpServerTools of InferenceProviders.Mcp runs it on the client."
                        : kind == HostedTools.None ? ""
                        : " OpenAI's own Responses API runs such tools: ChatProtocol.Responses with the provider "
                            + "'openai'. An endpoint that runs it is named in "
                            + "InferenceProvidersOptions.EndpointTools.")));
    }

    /// <summary>Writes an entry of <c>tools</c>.</summary>
    public static void WriteEntry(Utf8JsonWriter writer, AITool tool, ChatTool form)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, form.Name);
        var fields = FieldsOf(tool, form);
        if (form.Place == ChatToolPlace.Entry)
        {
            WriteFields(writer, fields);
        }
        else if (form.Place == ChatToolPlace.NestedEntry || fields.Count > 0)
        {
            writer.WritePropertyName(form.Place == ChatToolPlace.NestedEntry ? form.Name : "parameters");
            fields.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what is asked for elsewhere than in <c>tools</c>.</summary>
    public static void WriteRoot(
        Utf8JsonWriter writer, FieldWriter fields, IReadOnlyList<(AITool Tool, ChatTool Form)> hosted)
    {
        foreach (var (tool, form) in hosted)
        {
            if (form.Place == ChatToolPlace.Field && fields.StartObject(form.Name))
            {
                WriteFields(writer, FieldsOf(tool, form));
                writer.WriteEndObject();
            }
        }

        var enabled = hosted.Where(static pair => pair.Form.Place == ChatToolPlace.Enabled).ToList();
        if (enabled.Count == 0)
        {
            return;
        }

        if (fields.StartObject("compound_custom"))
        {
            writer.WriteStartObject("tools"u8);
            writer.WriteStartArray("enabled_tools"u8);
            foreach (var (_, form) in enabled)
            {
                writer.WriteStringValue(form.Name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        foreach (var (tool, form) in enabled)
        {
            if (FieldsOf(tool, form) is { Count: > 0 } settings && fields.Writes("search_settings"))
            {
                writer.WritePropertyName("search_settings"u8);
                settings.WriteTo(writer);
            }
        }
    }

    private static JsonObject FieldsOf(AITool tool, ChatTool form)
    {
        var fields = form.Fields is null ? [] : JsonNode.Parse(form.Fields)!.AsObject();
        foreach (var (name, value) in tool.AdditionalProperties)
        {
            if (value is not null)
            {
                fields[HostedToolKind.FieldName(name)] = JsonValueWriter.ToNode(value, name);
            }
        }

        return fields;
    }

    private static void WriteFields(Utf8JsonWriter writer, JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            value!.WriteTo(writer);
        }
    }
}
