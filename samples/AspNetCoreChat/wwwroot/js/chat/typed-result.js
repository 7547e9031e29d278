// An answer that is JSON, member by member with its type.

import { h } from '../ui/dom.js';

/** Null for what is not JSON. */
export function typedResult(text) {
  try {
    return h('div', { class: 'typed', role: 'group', 'aria-label': 'Typed result' }, view(JSON.parse(text)));
  } catch {
    return null;
  }
}

function view(value) {
  if (value === null || typeof value !== 'object') {
    return h('span', {}, h('span', { dir: 'auto' }, String(value)), ' ', h('span', { class: 'tag' }, value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value));
  }

  const entries = Object.entries(value);
  return entries.length === 0 ? h('span', { class: 'tag' }, Array.isArray(value) ? 'empty array' : 'empty object')
    : h('dl', {}, ...entries.flatMap(([name, member]) => [h('dt', {}, name), h('dd', {}, view(member))]));
}
