// A tool call: what was called with what, what came back, and the question whether it may run.

import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { answerForm } from './own-functions.js';

const WORDS = { running: 'Running…', done: 'Done', failed: 'Failed', denied: 'Denied', approved: 'Approved, running…', asking: 'Waiting for you', answering: 'Waiting for you' };

/**
 * @param {(part: object, approved: boolean, always?: boolean) => void} decide
 * @param {(part: object, text: string) => void} give The result of a function of the person's own.
 */
export function toolCard(part, decide, give) {
  const asking = part.state === 'asking' || part.state === 'answering';
  const details = h('details', { class: 'tool', open: asking || part.open, data: { state: part.state, tool: part.name } },
    h('summary', {},
      icon(part.state === 'failed' ? 'warning' : 'tool'),
      h('span', { class: 'tool-name' }, part.name),
      part.server && h('span', { class: 'tag' }, part.server),
      h('span', { class: 'tool-state' }, WORDS[part.state] ?? part.state)),
    h('div', { class: 'tool-body' },
      h('h3', {}, 'Arguments'),
      h('pre', { tabindex: 0, role: 'region', 'aria-label': `Arguments of ${part.name}` }, JSON.stringify(part.arguments ?? {}, null, 2)),
      part.result !== undefined && h('h3', {}, 'Result'),
      part.result !== undefined && h('pre', { tabindex: 0, role: 'region', 'aria-label': `Result of ${part.name}`, dir: 'auto' }, part.result)));
  details.addEventListener('toggle', () => (part.open = details.open));
  return asking ? h('div', { class: 'approval', role: 'group', 'aria-label': `May ${part.name} run?` }, details, part.state === 'answering' ? answerForm(part, give) : questions(part, decide)) : details;
}

function questions(part, decide) {
  return h('div', { class: 'approval-buttons' },
    h('p', {}, `${part.server ?? 'The model'} wants to run `, h('strong', {}, part.name), '.'),
    h('button', { type: 'button', class: 'primary', on: { click: () => decide(part, true) } }, 'Approve'),
    h('button', { type: 'button', on: { click: () => decide(part, false) } }, 'Deny'),
    h('button', { type: 'button', class: 'quiet', on: { click: () => decide(part, true, true) } }, `Always allow ${part.name}`));
}
