// An answer that is not whole says so.

/** What an answer that ended well may give as its reason. */
const WHOLE = new Set(['stop', 'tool_calls']);

const WORDS = {
  length: 'Cut off: the answer reached the limit of its tokens.',
  content_filter: 'Cut off: a content filter ended the answer.',
  unknown: 'The provider did not say whether the answer is whole.',
};

/** Null for an answer that is whole, or that still goes on. */
export function cutNotice({ status, finish, parts }) {
  return status !== 'done' || !finish || WHOLE.has(finish) ? null
    : finish === 'length' && !hasText(parts) ? 'Cut off: all tokens went into thoughts. Raise “Max tokens”, and regenerate.'
    : WORDS[finish] ?? `The answer may not be whole: the provider ended it with “${finish}”.`;
}

/** Whether a model can be asked to go on where the answer ends. */
export const canContinue = (answer) =>
  (answer.status === 'stopped' || answer.status === 'failed' || cutNotice(answer) !== null)
  && hasText(answer.parts);

const hasText = (parts) => parts.some((part) => part.type === 'text' && part.text !== '');

/** Prepares an answer to go on: the model is asked for the rest, and what ended it is no longer shown. */
export function prepareContinue(answer) {
  answer.parts = answer.parts.filter((part) => part.type !== 'error');
  if (answer.messages.length > 0 && answer.messages.at(-1).role !== 'user') {
    answer.messages.push({ role: 'user', contents: [{ $type: 'text', text: 'Continue exactly where you stopped, without repeating anything.' }] });
  }
}
