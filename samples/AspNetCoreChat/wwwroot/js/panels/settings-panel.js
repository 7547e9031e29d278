// System prompt, temperature and the like: for all chats, kept in the browser.

import { $, h } from '../ui/dom.js';
import { save, state } from '../store.js';
import { setUpFunctions } from './functions-panel.js';
import { setUpPresets } from './presets.js';
import { setUpSampling } from './sampling-fields.js';
import { setUpSchema } from './schema-field.js';

const EFFORTS = ['None', 'Low', 'Medium', 'High'];

export function setUpSettings(session, changed) {
  const { settings } = state;
  const set = (name, value) => {
    settings[name] = value;
    save();
    drawLists();
    changed();
  };

  const instructions = $('#instructions');
  instructions.addEventListener('input', () => set('instructions', instructions.value));

  const temperature = $('#temperature');
  const shown = $('#temperature-value');
  const useTemperature = $('#temperature-on');
  const drawTemperature = () => {
    useTemperature.checked = settings.temperature !== null;
    temperature.disabled = settings.temperature === null;
    temperature.value = settings.temperature ?? 0.7;
    shown.textContent = settings.temperature === null ? 'default' : settings.temperature.toFixed(1);
  };
  useTemperature.addEventListener('change', () => {
    set('temperature', useTemperature.checked ? 0.7 : null);
    drawTemperature();
  });
  temperature.addEventListener('input', () => {
    set('temperature', Number(temperature.value));
    drawTemperature();
  });

  const drawSampling = setUpSampling(set);
  const drawSchema = setUpSchema(set);
  const drawFunctions = setUpFunctions(session.tools.map(({ name }) => name), set);
  const drawPresets = setUpPresets(set, () => refresh());
  const drawLists = () => {
    drawFunctions();
    drawPresets();
  };

  const effort = $('#effort');
  effort.append(h('option', { value: '' }, 'Default'), ...EFFORTS.map((value) => h('option', { value }, value)));
  effort.addEventListener('change', () => set('effort', effort.value || null));

  const tools = () => $('#tools').replaceChildren(...session.tools.map((tool) =>
    h('li', {}, h('label', { class: 'check' },
      h('input', {
        type: 'checkbox',
        checked: settings.tools.includes(tool.name),
        on: { change: (event) => set('tools', event.target.checked ? [...settings.tools, tool.name] : settings.tools.filter((name) => name !== tool.name)) },
      }),
      h('span', {}, h('code', {}, tool.name), h('small', {}, tool.description))))));
  const refresh = () => {
    instructions.value = settings.instructions;
    effort.value = settings.effort ?? '';
    drawTemperature();
    drawSampling();
    drawSchema();
    drawLists();
    tools();
  };
  refresh();
  return { refresh };
}
