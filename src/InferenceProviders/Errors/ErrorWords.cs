using System.Text.RegularExpressions;

namespace InferenceProviders.Errors;

/// <summary>
/// The words and codes by which providers say whose fault a failure was. They are collected from the providers'
/// documentation and from what their users report; each has a row in the table of tests.
/// </summary>
internal static partial class ErrorWords
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The prompt or the answer was refused for its content.</summary>
    /// <param name="codes">All that is code rather than prose in the error.</param>
    /// <param name="message">The prose.</param>
    public static bool IsFiltered(string codes, string message) =>
        FilterCode().IsMatch(codes) || (Filter().IsMatch(message) && !Outage().IsMatch(message));

    /// <summary>The account has nothing left to pay with.</summary>
    /// <param name="codes"><inheritdoc cref="IsFiltered" path="/param[@name='codes']"/></param>
    /// <param name="message"><inheritdoc cref="IsFiltered" path="/param[@name='message']"/></param>
    /// <param name="hasWait">
    /// Whether a wait was named, after which the same account may go on: then a "quota" is one of requests.
    /// </param>
    public static bool IsUnpaid(string codes, string message, bool hasWait) =>
        UnpaidCode().IsMatch(codes) || Unpaid().IsMatch(message) || (!hasWait && PlanAndBilling().IsMatch(message));

    /// <summary>What was asked cannot be done: a parameter, a size, a file.</summary>
    public static bool IsAboutRequest(string message) => !Outage().IsMatch(message) && Request().IsMatch(message);

    /// <summary>The provider itself, or something that it needs, did not work.</summary>
    public static bool IsOutage(string message) => Outage().IsMatch(message);

    // OpenAI content_policy_violation, moderation_blocked; Azure content_filter, ResponsibleAIPolicyViolation; Together
    // nsfw_content; Novita ILLEGAL_PROMPT; Alibaba DataInspectionFailed; Google PROHIBITED_CONTENT, BLOCKLIST,
    // IMAGE_SAFETY; Stability content_moderation; fal model_moderated; MiniMax "input new_sensitive".
    [GeneratedRegex(
        "content_?filter|content_?polic|content_?violation|content_?moderat|moderation_(?:blocked|failed|error"
            + "|rejected)|(?:input|output|prompt|image|request|model|text)_?moderat|moderated"
        + "|nsfw|safety_(?:violation|block|error|system|filter)|image_safety|^safety$|sensitive_?(?:content|word|info"
        + "|material)|responsible_?ai|data_?inspection|risk_?control"
        + "|(?:illegal|prohibited|unsafe|inappropriate|harmful|blocked)_?(?:prompt|image|content|input|text)"
        + "|blocklist|flagged|input_?blocked|prompt_?blocked",
            Options)]
    private static partial Regex FilterCode();

    [GeneratedRegex(
        @"\bnsfw\b|\bcontent (?:polic|violat|moderat|checker|filter|management|safety|guideline)|\b(?:request|content"
            + @"|prompt|input|output|image) moderated\b|\bmoderation (?:blocked|failed|system|filter|polic)"
        + @"|\b(?:flagged|blocked|rejected|refused|filtered|moderated|stopped|removed"
        + @"|violat\w+)\b[^.]{0,60}\b(?:safety|moderat\w+|polic\w+|guidelines?|sensitive|unsafe|inappropriate|harm\w*"
        + @"|nudity|sexual\w*|explicit|content (?:checker|filter|reasons)|terms of)"
        + @"|\b(?:safety|content|moderation) (?:system|filters?|checker|check|guard\w*|violation|reasons)\b"
        + @"|\bsensitive (?:content|information|words?|material|topics?|text|image)"
        + @"|\b(?:unsafe|inappropriate|prohibited|harmful|explicit|illegal|offensive|disallowed|objectionable|adult"
        + @"|sexual|violent)(?: or \w+)? (?:content|material|images?|prompts?|language|words?|inputs?)\b"
        + @"|\b(?:inputs?|prompts?|images?|outputs?|requests?|contents?) (?:was|were|is|are|has been|have been"
        + @"|or output was) flagged\b|\bresponsible ai\b|\busage (?:polic|guidelines)\w*|\brisk control\b"
        + @"|\bflagged as\b|\bnew_sensitive\b|不安全|敏感内容|敏感信息|敏感词|内容违规|违规内容",
            Options)]
    private static partial Regex Filter();

    // OpenAI insufficient_quota, billing_hard_limit_reached; Novita NOT_ENOUGH_BALANCE, BILLING_BALANCE_NOT_ENOUGH; fal
    // TOP_UP; Alibaba Arrearage; Volcengine AccountOverdueError; one-api insufficient_user_quota; LiteLLM
    // budget_exceeded.
    [GeneratedRegex(
        "insufficient_?(?:quota|balance|credits?|funds?|user_?quota|account|amount)|(?:not_?enough|low|zero"
            + "|negative)_?(?:balance|credits?|funds)|balance_?(?:not_?enough|insufficient|exhausted|too_?low|required)"
        + "|(?<!rate_)credits?_?(?:exhausted|depleted|limit|exceeded|required|insufficient|balance)|(?:out_?of"
        + "|exhausted)_?(?:credits?|balance|funds)|billing_?(?:hard_?limit|not_?active|limit|disabled|required|balance)"
        + "|payment_?required|arrear|overdue|top_?up|spend(?:ing)?_?(?:limit|cap)|budget_?exceeded"
        + "|usage_?based_?billing",
            Options)]
    private static partial Regex UnpaidCode();

    [GeneratedRegex(
        @"\b(?:insufficient|not enough|no|out of|run out of|exhausted|depleted|negative|low|zero|lack(?:s"
            + @"|ing)?(?: of)?|used up|exceeded)\s+(?:[\w']+\s+){0,3}?(?:credits?|balance|funds)\b"
        + @"|\b(?:credits?|balance|funds)\b[^.]{0,30}\b(?:insufficient|exhausted|depleted|used up|run out|ran out"
        + @"|too low|not enough|expired|negative|overdrawn|is (?:zero|0))\b|\brequires? more credits\b"
        + @"|\bin arrears\b|\btop[ _-]?up\b|\brecharge\b|\b(?:add|buy|purchas)\w*\s+(?:more |additional |pre-?paid "
        + @"|some )?(?:credits?|funds|balance)\b"
        + @"|\b(?:monthly|included) (?:included )?(?:credits|budget)\b|\bspend(?:ing)? (?:limit|cap)\b"
        + @"|\bspecified (?:api )?usage limits?\b|\bmonthly spend|\bbilling (?:hard )?limit\b"
        + @"|\bpayment (?:is )?required\b|\boverdue\b"
        + @"|\bbudget (?:has been )?exceeded\b|\bexceeded (?:your |the )?(?:monthly |credit |billing "
        + @"|spend\w* )+(?:limit|budget|quota)\b|余额不足|欠费",
            Options)]
    private static partial Regex Unpaid();

    // OpenAI says it of money, Google of requests a minute, then with a wait.
    [GeneratedRegex(@"exceeded your current quota|check your plan and billing", Options)]
    private static partial Regex PlanAndBilling();

    [GeneratedRegex(
        @"\bunavailable\b|\boverload|\bno (?:available )?capacity\b|\bat capacity\b|\btime[d-]?\s?out\b|\bdeadline\b"
            + @"|\bexecution time\b|\binternal (?:server )?error\b|\bserver error\b|\bsystem error\b|\bcrash"
            + @"|\bout of memory\b|\bcuda\b|\boom\b"
        + @"|\bkilled\b|\bconnection (?:was |has been )?(?:reset|refused|error|closed|aborted|lost)|\bnetwork error\b"
        + @"|\bgateway\b|\btemporar|\bworker\b|\bupstream\b|\bunexpected error\b|\bsomething went wrong\b"
        + @"|\bmaintenance\b|\bdirector\b|\brunner\b",
            Options)]
    private static partial Regex Outage();

    [GeneratedRegex(
        @"\b(?:must|should|has to|have to|needs? to) (?:be|have|not|contain|match|specify|include|provide)\b"
            + @"|\binvalid\b|\bnot (?:a )?valid\b|\bnot (?:allowed|permitted|recognized|accepted)\b|\brequire[sd]?\b"
        + @"|\btoo (?:small|large|big|long|short|many|few|high|low|wide|tall)\b|\bat (?:least|most)\b|\b(?:minimum"
        + @"|maximum)\b|\bexceed|\bout of range\b|\b(?:greater|less|smaller|larger|fewer) than\b|\bmultiple of\b"
        + @"|\bdivisible\b"
        + @"|\bunsupported\b|\b(?:can ?not|can't|could ?n[o']t|could not|unable to|failed to) (?:be )?(?:identify"
        + @"|read|decode|open|load|parse|download|fetch|access|process|detect|find|retrieve)\w*\b[^.]{0,40}\b(?:image"
        + @"|video|audio|file|url|input|media|prompt|face|picture)"
        + @"|\bcorrupt|\bno face|\bmissing\b|\bbad request\b|\bvalidation\b|\baspect ratio\b|\bdimensions?\b"
        + @"|\bwrong (?:format|type|size|shape)\b|\bempty\b|\bno (?:prompt|image|input|audio|video)\b|\bvalueerror\b"
        + @"|\bexpected\b",
            Options)]
    private static partial Regex Request();
}
