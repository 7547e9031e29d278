// Settings under a name, to come back to.

import { state } from '../store.js';
import { $, h } from '../ui/dom.js';

const NAMES = ['instructions', 'temperature', 'maxOutputTokens', 'topP', 'frequencyPenalty', 'presencePenalty', 'seed', 'stopSequences', 'effort', 'tools', 'schema', 'functions'];

/**
 * @param {(name: string, value: unknown) => void} set
 * @param {() => void} refresh Shows the settings as they are.
 * @returns {() => void} Shows the presets as they are.
 */
export function setUpPresets(set, refresh) {
  const choice = $('#preset');
  const name = $('#preset-name');
  choice.addEventListener('change', () => {
    const preset = state.settings.presets.find((one) => one.name === choice.value);
    if (preset) {
      NAMES.forEach((one) => set(one, structuredClone(preset.settings[one])));
      name.value = preset.name;
      refresh();
      choice.value = preset.name;
    }
  });
  $('#preset-save').addEventListener('click', () => {
    const named = name.value.trim();
    if (named === '') {
      name.focus();
      return;
    }

    const settings = structuredClone(Object.fromEntries(NAMES.map((one) => [one, state.settings[one]])));
    set('presets', [...state.settings.presets.filter((one) => one.name !== named), { name: named, settings }]);
    choice.value = named;
  });
  $('#preset-delete').addEventListener('click', () => {
    set('presets', state.settings.presets.filter((one) => one.name !== choice.value));
    name.value = '';
  });
  return () => {
    const { presets } = state.settings;
    const chosen = choice.value;
    choice.replaceChildren(h('option', { value: '' }, presets.length > 0 ? 'Choose one' : 'None yet'), ...presets.map((one) => h('option', { value: one.name }, one.name)));
    choice.value = presets.some((one) => one.name === chosen) ? chosen : '';
  };
}
