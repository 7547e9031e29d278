using InferenceProviders.Errors;

namespace InferenceProviders.Tests.Field;

/// <summary>Whose fault it was, in every provider's words. Each row names who says it, or a report of it.</summary>
[Trait("Category", "Field")]
public sealed class ErrorWordsTests
{
    [Theory]

    // OpenAI and those who copy it (nscale, DeepInfra), https://platform.openai.com/docs/guides/error-codes.
    [InlineData("content_policy_violation", "Your request was rejected as a result of our safety system.")]
    [InlineData("moderation_blocked", "")]
    [InlineData("", "Your request was rejected by the safety system. If you believe this is an error, contact us.")]

    // MiniMax, https://platform.minimax.io/docs, base_resp 1026.
    [InlineData("", "input new_sensitive")]

    // Azure OpenAI.
    [InlineData("content_filter responsibleaipolicyviolation", "")]
    [InlineData("", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.")]

    // fal, https://docs.fal.ai/errors.
    [InlineData("content_policy_violation", "The content was flagged by a content checker.")]
    [InlineData("", "The content was flagged by a content checker.")]

    // Together, https://github.com/lobehub/lobehub/issues/15285 and siblings.
    [InlineData("nsfw_content", "")]

    // Replicate.
    [InlineData("", "NSFW content detected. Try running it again, or try a different prompt.")]
    [InlineData("", "The input or output was flagged as sensitive. Please try again with different inputs. (E005)")]

    // WaveSpeedAI, https://wavespeed.ai/docs/error-codes (1200).
    [InlineData("", "content flagged as potentially sensitive")]
    [InlineData("", "The content contains sensitive information.")]

    // Z.ai, https://docs.z.ai/api-reference/api-code (1301).
    [InlineData(
        "", "System detected potentially unsafe or sensitive content in input or generation. Please avoid using "
        + "prompts that may generate sensitive content.")]

    // Novita, https://novita.ai/docs/api-reference/basic-error-code.
    [InlineData("illegal_prompt", "")]
    [InlineData("illegal_image_content", "")]
    [InlineData("", "Prompt contains inappropriate content")]

    // Black Forest Labs, https://docs.bfl.ai/api_integration/errors.
    [InlineData("", "Request Moderated")]
    [InlineData("", "Content Moderated")]

    // OpenRouter, Stability, Alibaba, Google.
    [InlineData(
        "", "Your chosen model requires moderation and your input was flagged for \"violence\". No credits were "
        + "charged.")]
    [InlineData("content_moderation", "")]
    [InlineData("datainspectionfailed", "Input data may contain inappropriate content.")]
    [InlineData("prohibited_content", "")]
    [InlineData("image_safety", "")]
    public void Content(string codes, string message) => Assert.True(ErrorWords.IsFiltered(codes, message));

    [Theory]
    [InlineData("", "Invalid value for 'enable_safety_checker': must be a boolean")]
    [InlineData("", "safety_tolerance must be between 0 and 6")]
    [InlineData("", "Unsupported content type: text/plain")]
    [InlineData("", "The content moderation service is temporarily unavailable")]
    [InlineData(
        "invalid_request_error", "Invalid value: 'none'. Supported values of moderation are: 'low' and 'auto'.")]
    [InlineData("", "Input image is too small")]
    [InlineData("", "message content must not be empty")]
    public void Not_content(string codes, string message) => Assert.False(ErrorWords.IsFiltered(codes, message));

    [Theory]

    // Z.ai 1113, in both of its wordings (https://docs.z.ai/api-reference/api-code, zai-org/GLM-5#49).
    [InlineData("1113", "Insufficient balance or no resource package. Please recharge.")]
    [InlineData("1113", "Your account is in arrears, please recharge and try again")]

    // SambaNova, Novita (LLM and media), one-api.
    [InlineData("insufficient_balance", "")]
    [InlineData("not_enough_balance", "not enough balance")]
    [InlineData("billing_balance_not_enough", "Insufficient balance")]
    [InlineData("insufficient_user_quota", "")]

    // fal's 403 (fal-ai/fal#1147, #1163).
    [InlineData("", "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.")]
    [InlineData("", "User is locked. Reason: TOP_UP.")]

    // OpenAI, DeepSeek, xAI, Anthropic, Replicate, OpenRouter, LiteLLM, Venice.
    [InlineData("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.")]
    [InlineData("", "You exceeded your current quota, please check your plan and billing details.")]
    [InlineData("billing_hard_limit_reached", "Billing hard limit has been reached")]
    [InlineData("", "Insufficient Balance")]
    [InlineData("", "Your team has either used all available credits or reached its monthly spending limit.")]
    [InlineData(
        "", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or "
        + "purchase credits.")]
    [InlineData(
        "", "You have insufficient credit to run this model. Go to https://replicate.com/account/billing to purchase "
        + "credit.")]
    [InlineData("", "This request requires more credits, or fewer max_tokens.")]
    [InlineData("budget_exceeded", "Budget has been exceeded! Current cost: 1.0, Max budget: 1.0")]
    [InlineData("", "Insufficient USD or Diem balance to complete request. Visit us to add credits.")]
    [InlineData("arrearage", "")]
    [InlineData("accountoverdueerror", "")]

    // The Hub.
    [InlineData(
        "", "You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x "
        + "more monthly included credits.")]
    [InlineData("", "Credit balance is depleted")]
    public void Account(string codes, string message) =>
        Assert.True(ErrorWords.IsUnpaid(codes, message, hasWait: false));

    [Theory]
    [InlineData("rate_limit_exceeded", "Rate limit reached for requests", false)]
    [InlineData("usage_limit_reached", "The usage limit has been reached", false)]

    // Google says of requests a minute what OpenAI says of money.
    [InlineData(
        "resource_exhausted",
        "You exceeded your current quota, please check your plan and billing details. Please retry in 34s.", true)]
    [InlineData("", "The load balancer is out of healthy upstreams", false)]
    [InlineData("", "prompt exceeds hard limit of 32768 tokens", false)]
    [InlineData("", "insufficient permissions for this model", false)]
    [InlineData("", "top_p must be at most 1", false)]
    [InlineData("", "Too many requests", false)]
    public void Not_the_account(string codes, string message, bool hasWait) =>
        Assert.False(ErrorWords.IsUnpaid(codes, message, hasWait));

    [Theory]
    [InlineData("width must be a multiple of 8")]
    [InlineData("height must be divisible by 16")]
    [InlineData("Input image is too small")]
    [InlineData("The provided image is too large. Maximum is 4096x4096")]
    [InlineData("Failed to download image from the provided URL.")]
    [InlineData("cannot identify image file <_io.BytesIO object>")]
    [InlineData("Invalid value for 'num_inference_steps'")]
    [InlineData("Value should have at least 2 items")]
    [InlineData("num_frames is out of range")]
    [InlineData("unsupported image format")]
    [InlineData("No face detected")]
    [InlineData("A required parameter is missing.")]
    [InlineData("prompt is empty")]
    [InlineData("Could not decode the audio file")]
    public void Request(string message) => Assert.True(ErrorWords.IsAboutRequest(message));

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB")]
    [InlineData("Prediction interrupted; worker was terminated (code: PA)")]
    [InlineData("The request timed out.")]
    [InlineData("Internal error. Please try again later.")]
    [InlineData("exceeded the maximum execution time")]
    [InlineData("Director: unexpected error handling prediction (E6716)")]
    [InlineData("The service is temporarily unavailable.")]
    [InlineData("connection reset by peer")]
    public void Outage(string message) =>
        Assert.Equal((true, false), (ErrorWords.IsOutage(message), ErrorWords.IsAboutRequest(message)));

    [Theory]
    [InlineData("the model ran out of frames")]
    [InlineData("Prediction failed")]
    [InlineData("the job ended as 'failed'")]
    public void Words_that_blame_nobody(string message) =>
        Assert.Equal((false, false), (ErrorWords.IsOutage(message), ErrorWords.IsAboutRequest(message)));
}
