// The box in which the words of an answer are changed.

import { h } from '../ui/dom.js';

/** @param {(text: string | null) => void} done Gets the new words; null when everything stays as it was. */
export function answerEditor(words, done) {
  const text = h('textarea', { rows: Math.min(20, words.split('\n').length + 2), dir: 'auto', required: true, 'aria-label': 'The answer’s text' });
  text.value = words;
  const form = h('form', { class: 'answer-editor', on: {
    submit: (event) => {
      event.preventDefault();
      done(text.value === words ? null : text.value);
    },
    keydown: (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        done(null);
      } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        form.requestSubmit();
      }
    },
  } },
  text,
  h('div', { class: 'row' },
    h('p', { class: 'muted' }, 'Saving begins a new branch. The model goes on from your words.'),
    h('button', { type: 'button', class: 'small', on: { click: () => done(null) } }, 'Cancel'),
    h('button', { class: 'small primary' }, 'Save')));
  return form;
}
