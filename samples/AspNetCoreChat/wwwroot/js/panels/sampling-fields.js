// The numbers that steer an answer. What is none is refused with a sentence, and the last one that was stays.

import { state } from '../store.js';
import { $, h } from '../ui/dom.js';

const FIELDS = [
  { name: 'maxOutputTokens', id: 'max-tokens', label: 'Max tokens', min: 1, max: 2_147_483_647, step: 1, empty: 'No limit' },
  { name: 'topP', id: 'top-p', label: 'Top-p', min: 0, max: 1 },
  { name: 'frequencyPenalty', id: 'frequency-penalty', label: 'Frequency penalty', min: -2, max: 2 },
  { name: 'presencePenalty', id: 'presence-penalty', label: 'Presence penalty', min: -2, max: 2 },
  { name: 'seed', id: 'seed', label: 'Seed', step: 1, max: Number.MAX_SAFE_INTEGER, empty: 'Random' },
];

/**
 * @param {(name: string, value: unknown) => void} set
 * @returns {() => void} Shows the settings as they are.
 */
export function setUpSampling(set) {
  const stop = $('#stop-sequences');
  stop.addEventListener('input', () => set('stopSequences', stop.value.split('\n').filter((line) => line !== '')));
  return () => {
    $('#sampling').replaceChildren(...FIELDS.flatMap((field) => numberField(field, set)));
    stop.value = state.settings.stopSequences.join('\n');
  };
}

function numberField({ name, id, label, min, max, step = 'any', empty = 'Default' }, set) {
  const { settings } = state;
  const problem = h('p', { class: 'error-text', id: `${id}-problem`, role: 'alert' });
  const input = h('input', { type: 'number', id, min, max, step, placeholder: empty, 'aria-describedby': problem.id });
  input.value = settings[name] ?? '';
  input.addEventListener('input', () => {
    const isValid = input.validity.valid;
    input.setAttribute('aria-invalid', !isValid);
    problem.textContent = isValid ? '' : `${wanted(min, max, step)} Until then ${settings[name] === null ? 'none is sent' : `it stays ${settings[name]}`}.`;
    if (isValid) {
      set(name, input.value === '' ? null : Number(input.value));
    }
  });
  return [h('label', { for: id }, label), input, problem];
}

function wanted(min, max, step) {
  const range = min === undefined ? '' : max === undefined || max > 2_000_000_000 ? ` from ${min} up` : ` from ${min} to ${max}`;
  return `Write ${step === 1 ? 'a whole number' : 'a number'}${range}, or leave it empty.`;
}
