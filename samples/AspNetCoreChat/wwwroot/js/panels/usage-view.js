// Tokens and dollars of the chat and of the day, and the most that a day may cost.

import { save, state } from '../store.js';
import { hear } from '../store/tabs.js';
import { onUsage, readToday, usageOf } from '../store/usage.js';
import { $, h, show } from '../ui/dom.js';
import { dollars } from '../ui/format.js';

/** @param {() => object} chat The chat that is open. */
export function setUpUsage(chat) {
  const budget = $('#budget');
  const draw = async () => {
    const day = await readToday();
    const { dayBudget } = state.settings;
    $('#usage').replaceChildren(row('This chat', usageOf(chat())), row('Today', day));
    const bar = $('#budget-bar');
    show(bar, dayBudget !== null);
    bar.value = dayBudget === null ? 0 : Math.min(1, day.cost / dayBudget);
    if (document.activeElement !== budget) {
      budget.value = dayBudget ?? '';
    }
  };
  budget.addEventListener('input', () => {
    budget.setAttribute('aria-invalid', !budget.validity.valid);
    if (budget.validity.valid) {
      state.settings.dayBudget = budget.value === '' ? null : Number(budget.value);
      save();
      draw();
    }
  });
  onUsage(draw);
  hear(({ kind }) => kind === 'usage' && draw());
  return draw;
}

/** Why nothing more may be sent today; null when it may. */
export async function overBudget() {
  const { dayBudget } = state.settings;
  const { cost } = await readToday();
  return dayBudget !== null && cost >= dayBudget
    ? `The budget of this day is spent: ${dollars(cost)} of ${dollars(dayBudget)}. It is in the panel, under Routing.` : null;
}

const row = (name, { calls, inputTokens, outputTokens, cost }) =>
  h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, String(calls)), h('td', {}, inputTokens.toLocaleString()), h('td', {}, outputTokens.toLocaleString()), h('td', {}, dollars(cost)));
