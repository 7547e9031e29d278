// An answer that is JSON, member by member with its type, and whether it is what its schema asks for.

import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { problemsOf } from './schema-check.js';

export function typedResult(text, schema) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return verdict('The schema asks for JSON, and the answer is none.');
  }

  const place = h('div', { 'aria-live': 'polite' });
  problemsOf(value, schema).then(
    (problems) => place.replaceChildren(problems.length === 0 ? h('p', { class: 'matches' }, icon('check'), 'Matches the schema') : verdict('Does not match the schema:', problems)),
    (error) => place.replaceChildren(verdict(`The schema cannot be used to check the answer: ${error.message}`)));
  return h('div', { class: 'typed', role: 'group', 'aria-label': 'Typed result' }, view(value), place);
}

const verdict = (words, problems = []) => h('div', { class: 'cut mismatch' }, icon('warning'), h('div', {}, words,
  problems.length > 0 && h('ul', {}, ...problems.map(({ where, what }) => h('li', {}, h('code', {}, where), ` ${what}`)))));

function view(value) {
  if (value === null || typeof value !== 'object') {
    return h('span', {}, h('span', { dir: 'auto' }, String(value)), ' ', h('span', { class: 'tag' }, value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value));
  }

  const entries = Object.entries(value);
  return entries.length === 0 ? h('span', { class: 'tag' }, Array.isArray(value) ? 'empty array' : 'empty object')
    : h('dl', {}, ...entries.flatMap(([name, member]) => [h('dt', {}, name), h('dd', {}, view(member))]));
}
