// Functions of the person's own: the model is told of them, and what they give is written here, once or at each call.

import { state } from '../store.js';
import { iconButton } from '../ui/buttons.js';
import { $, h } from '../ui/dom.js';
import { parseObject } from './schema-field.js';

const NO_PARAMETERS = { type: 'object', properties: {} };

/**
 * @param {string[]} taken Names of the program's own functions.
 * @param {(name: string, value: unknown) => void} set
 * @returns {() => void} Shows the functions as they are.
 */
export function setUpFunctions(taken, set) {
  const dialog = $('#function-dialog');
  const form = dialog.querySelector('form');
  let edited = null;

  const open = (existing) => {
    edited = existing;
    $('#function-name').value = existing?.name ?? '';
    $('#function-description').value = existing?.description ?? '';
    $('#function-parameters').value = JSON.stringify(existing?.parameters ?? { ...NO_PARAMETERS, properties: { city: { type: 'string' } } }, null, 2);
    $('#function-answer').value = existing?.answer ?? '';
    $('#function-problem').textContent = '';
    dialog.showModal();
  };
  const wrong = (name, parameters) =>
    state.settings.functions.some((other) => other !== edited && other.name === name) || taken.includes(name) ? `There is a function named ${name} already.`
    : parameters === null ? 'The parameters are a JSON schema: an object such as {"type":"object","properties":{}}.' : null;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = $('#function-name').value.trim();
    const parameters = $('#function-parameters').value.trim() === '' ? NO_PARAMETERS : parseObject($('#function-parameters').value);
    const problem = wrong(name, parameters);
    $('#function-problem').textContent = problem ?? '';
    if (!problem) {
      const made = { name, description: $('#function-description').value.trim(), parameters, answer: $('#function-answer').value };
      set('functions', edited ? state.settings.functions.map((other) => (other === edited ? made : other)) : [...state.settings.functions, made]);
      dialog.close();
    }
  });
  $('#function-add').addEventListener('click', () => open(null));
  $('#function-close').addEventListener('click', () => dialog.close());
  return () => $('#functions').replaceChildren(...state.settings.functions.map((one) =>
    h('li', { class: 'row' },
      h('span', {}, h('code', {}, one.name), h('small', { dir: 'auto' }, one.description)),
      h('span', {},
        iconButton('edit', `Edit ${one.name}`, () => open(one)),
        iconButton('trash', `Remove ${one.name}`, () => set('functions', state.settings.functions.filter((other) => other !== one)))))));
}
