namespace InferenceProviders.Tests.Routing;

/// <summary>Texts that try to leave a route, to change the host or to forge a header.</summary>
internal static class HostileInputs
{
    /// <summary>Refused as a model, wherever a model is named.</summary>
    public static IReadOnlyList<string> Models { get; } =
    [
        // Nothing.
        "", " ", "\t", "\r\n", "\0", "\u00a0", "\u200b",

        // Dot segments, plain, escaped, twice escaped, with backslashes.
        ".", "..", "../x", "../../etc/passwd", "org/..", "org/../../admin", "org/.", "./org/model", "org/./model",
            "org/model/..", "..org/model", "org/..model", "org/mo..del",
        ".hidden/model", "org/.hidden", "%2e%2e/x", "%2e%2e%2fx", "org/%2e%2e/admin", "org%2fmodel", "org%2Fmodel",
        "%252e%252e/x", "..%2fx", "..%5cx", "..\\x", "org\\model", "org\\..\\admin",
        "org/%c0%ae%c0%ae/x", "..;/x", "org/model%00", "%00", "org/model%0d%0aX-Evil: 1", "%",

        // Other hosts.
        "//evil.com/x", "///evil.com", "/evil", "/org/model", "org//model", "org/model/", "/", "//", "\\\\evil.com\\x",
            "@evil.com/x", "user@evil.com/x", "user:pass@evil.com/x",
        "org/model@evil.com", "evil.com:80/x", "evil.com:443/x/y", "org/model:8080/x",

        // Schemes.
        "javascript:alert(1)/x", "data:text/plain,x", "file:///etc/passwd", "ftp://evil.com/x", "gopher://evil.com/x",
            "ws://evil.com/x", "about:blank ", "mailto:a@b.c", "://evil.com", "http:///x", "https://",
            "http:evil.com/x",
        "hTTp//evil.com/x",

        // Queries, fragments, parameters.
        "org/model?x=1", "org/model#x", "org/model;x=1", "org/model&x=1", "org/model=x", "?x", "#x", "org/model?",
            "org/model#",

        // Control characters and line ends.
        "org/model\r\nX-Evil: 1", "org/model\n", "org/model\r", "\norg/model", "org\0/model", "org/mo\u0001del",
            "org/model\u007f", "org/model\u0085", "org/model\u2028", "org/model\u2029", "org/mo\tdel",
            "org/mo\u001bdel", "org/model\ufeff",

        // Other letters: look-alikes, full-width dots and slashes, directions.
        "\u043erg/model", "org\uff0fmodel", "org/\uff0e\uff0e/x", "org\u2215model", "org\u2044model", "org/m\u00f6del",
            "org/\u202emodel", "org/mo\u0301del", "org/\ud83d\ude00", "org/\ud83d", "\u30aa\u30eb\u30b0/model",

        // White space and quotes.
        " org/model", "org/model ", "org/ model", "org /model", "\"org/model\"", "'org/model'", "org/model\"",
            "<org/model>", "org/model|x", "org/{model}", "{model}", "org/[model]", "org/model*", "org/model!",
            "org/model,x", "$org/model", "org/model~x", "org/model^", "`org`/model", "(org)/model", "org/model+x",

        // Suffixes.
        ":", ":groq", "org/model:", "org/model::groq", "org/model:groq:x", "org/model:gr oq", "org/model:../x",
            "org/model:groq/../..", "org/model:groq/x", "org/model:%67roq", "org/model:groq\r\n", "org/model:.hidden",
            "org/model:a..b", "org/model:gr\u00f6q", "org/model:@evil.com", "org/model:?x",

        // Too long.
        new('a', 257), "org/" + new string('m', 300), "org/model:"
            + new string('p', 300), string.Concat(Enumerable.Repeat("a/", 200)) + "a",
    ];

    /// <summary>Refused as the URL of an endpoint.</summary>
    public static IReadOnlyList<string> Endpoints { get; } =
    [
        "https://user@host.example/v1", "https://user:password@host.example/v1", "https://:password@host.example/v1",
            "https://@host.example/v1", "https://host.example/v1#x", "https://host.example/v1#",
        "https://host.example/../v1", "https://host.example/v1/..", "https://host.example/./v1",
        "https://host.example/%2e%2e/v1", "https://host.example/%2E%2e/v1", "https://host.example/..%2fv1",
        "https://host.example/v1/%2e", "https://host.example/a%2f..%2fb",
        "https://host.example/a%5c..%5cb", "https://host.example\\@evil.com/v1", "https://host.example/v1\\x",
        "https:\\\\host.example\\v1", "https://host.example/v1\r\nX-Evil: 1", "https://host.example/v1 ",
        " https://host.example/v1", "https://host.example/a b",
        "https://host.example/v1\t", "https://host.example/\u00fc", "https://h\u00f6st.example/v1",
        "https://\u2024\u2024/v1", "https://host.example/v1\0", "https://host.example/\ud83d\ude00",
        "https://host.example:99999/v1", "https://host.example:-1/v1", "https://host.example:x/v1",
        "https:///v1", "https://?x=1", "https://#x", "http://[::1/v1", "http://[::1]x/v1", "http://127.1/v1",
        "http://2130706433/v1", "http://0x7f.0.0.1/v1", "http://0177.0.0.1/v1", "http://[0:0:0:0:0:0:0:1]/v1",
        "https://host.example:/v1", "https://host.example:00443/v1", "ftp://host.example/v1", "file://host.example/v1",
        "ws://host.example/v1", "wss://host.example/v1", "javascript://host.example/%0aalert(1)",
        "unix:///var/run/x.sock",
        "x://host.example/v1", "https://host..example/v1", "https://.host.example/v1", "https://"
        + new string('a', 2100) + ".example/v1", "https://host.example/" + new string('a', 2100),
    ];

    /// <summary>Refused as the name of a provider.</summary>
    public static IReadOnlyList<string> Providers { get; } =
    [
        "", " ", ".", "..", "../x", "a/b", "/", "//evil.com", "\\\\evil", "a\\b", "%2e%2e", "a%2fb", "groq?x", "groq#x",
            "groq:80", "groq@evil.com", "groq.evil.com", "gr oq", " groq", "groq ", "groq\r\nX-Evil: 1", "groq\n",
            "groq\0", "groq\t",
        "gr\u00f6q", "\u0261roq", "groq_x", "groq;x", "groq,x", "groq=x", "groq&x", "{model}", "groq|x", "<groq>",
        "\"groq\"", "'groq'", "groq*", "groq!", "\ud83d\ude00", new('a', 65),
    ];

    /// <summary>Refused as an organization that is billed; it goes into a header.</summary>
    public static IReadOnlyList<string> Organizations { get; } =
    [
        " ", "my org", " org", "org ", "org\r\nX-Evil: 1", "org\n", "org\r", "org\0", "org\t", "org/x", "org\\x",
            "org:x", "org;x", "org,x", "org\"", "org'", "\u00f6rg", "org\u2028", "org\ud83d\ude00", "org=x", "org@x",
            "org%0d%0a", "<org>", new('a', 97),
    ];

    /// <summary>Ids in the Hub's mapping, which is data from outside, that would leave their route.</summary>
    public static IReadOnlyList<string> ProviderIds { get; } =
    [
        "..", ".", "../admin", "a/../../b", "a/..", "./a", "a/./b", "%2e%2e/a", "a%2fb", "a%00", "/etc", "//evil.com/x",
            "a//b", "a/", "/", "\\\\evil.com\\x", "a\\b", "a?x=1", "a#x", "a b", " a", "a ", "a\r\nX-Evil: 1", "a\n",
            "a\0", "a\t", "a\u007f",
        "\u00fc", "a\u2028", "\uff0e\uff0e/x", "\ud83d\ude00",
    ];
}
