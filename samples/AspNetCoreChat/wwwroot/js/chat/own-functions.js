// Calls of the person's own functions: the answer is written at the call, or was written beforehand.

import { state } from '../store.js';
import { h } from '../ui/dom.js';

/** Gives a call its result, for the page and for the model. */
export function giveResult(answer, part, text) {
  Object.assign(part, { result: text, state: 'done' });
  answer.messages.push({ role: 'tool', contents: [{ $type: 'functionResult', callId: part.id, result: text }] });
}

/** Answers the calls whose answer was written beforehand. Whether there was one. */
export function giveCanned(answer) {
  const canned = answer.parts.filter((part) => part.state === 'answering')
    .map((part) => [part, state.settings.functions.find(({ name }) => name === part.name)?.answer])
    .filter(([, text]) => text);
  canned.forEach(([part, text]) => giveResult(answer, part, text));
  return canned.length > 0;
}

/** The form in which a call is answered. */
export function answerForm(part, give) {
  const text = h('textarea', { rows: 2, dir: 'auto', required: true, 'aria-label': `What ${part.name} gives` });
  return h('form', { class: 'approval-buttons', on: { submit: (event) => {
    event.preventDefault();
    give(part, text.value);
  } } },
  h('p', {}, 'The model called ', h('strong', {}, part.name), '. What does it give?'),
  text,
  h('button', { class: 'primary' }, 'Give it'));
}
