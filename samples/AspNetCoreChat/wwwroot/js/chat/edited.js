// An answer whose words a person has changed: the model goes on as if it had said them.

const OF_TOOLS = /^(?:function|mcpServerTool|toolApproval)/;

/** What can be changed: what was said after the last call of a tool. Empty while the answer comes, or waits. */
export const editableWords = ({ status, parts }) =>
  (status === 'streaming' || status === 'waiting' ? '' : parts.slice(afterTools(parts)).filter(({ type }) => type === 'text').map(({ text }) => text).join('\n\n'));

/** A copy of the answer with other words. What its tools did, and who gave it, stays. */
export function withWords(answer, text) {
  const { parts, messages, ...rest } = structuredClone(answer);
  const from = afterTools(parts);
  return {
    ...rest, status: 'done', finish: 'stop', isEdited: true,
    parts: [...parts.slice(0, from), ...parts.slice(from).filter(({ type }) => type === 'reasoning' || type === 'media'), { type: 'text', text }],
    messages: [...ofTools(messages), { role: 'assistant', contents: [{ $type: 'text', text }] }],
  };
}

const afterTools = (parts) => parts.findLastIndex(({ type }) => type === 'tool') + 1;

/** The messages up to what the last tool gave. */
function ofTools(messages) {
  const isOfTools = ({ $type }) => OF_TOOLS.test($type);
  const last = messages.findLastIndex(({ contents }) => contents?.some(isOfTools));
  return last < 0 ? [] : [...messages.slice(0, last), { ...messages[last], contents: messages[last].contents.slice(0, messages[last].contents.findLastIndex(isOfTools) + 1) }];
}
