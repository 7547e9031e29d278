// The providers of a model: whether each is used, how fast it is, and the button that breaks it.

import { h } from '../ui/dom.js';
import { milliseconds, percent, tokensPerSecond } from '../ui/format.js';
import { lineChart } from './chart.js';
import { FAULTS, broken, setFault } from './faults.js';
import { knownOf } from './health-feed.js';

/** Keeps a list up to date without taking the focus from what is used in it. */
export class ProviderList {
  #rows = new Map();

  /** @param {{canBreak: boolean, detailed: boolean}} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
  }

  draw(model, providers) {
    const known = knownOf(model);
    const names = [...new Set([...providers, ...known.keys()])].filter((name) => name !== 'auto');
    for (const [name, row] of this.#rows) {
      if (!names.includes(name)) {
        row.element.remove();
        this.#rows.delete(name);
      }
    }

    for (const name of names) {
      let row = this.#rows.get(name);
      if (!row) {
        row = this.#create(name);
        this.#rows.set(name, row);
        this.element.append(row.element);
      }

      row.draw(known.get(name));
    }
  }

  #create(name) {
    const state = h('span', { class: 'state' });
    const facts = h('span', { class: 'facts' });
    const charts = h('div', { class: 'charts' });
    const fault = this.options.canBreak && h('select', { class: 'small', 'aria-label': `What ${name} does`, data: { provider: name }, on: { change: (event) => setFault(name, event.target.value) } },
      ...FAULTS.map(({ value, label }) => h('option', { value }, label)));
    const element = h('li', { class: 'provider' }, h('div', { class: 'provider-head' }, h('strong', {}, name), state, fault), facts, charts);
    return {
      element,
      draw: (route) => {
        const isBroken = Boolean(broken[name]);
        element.dataset.broken = isBroken;
        state.textContent = route?.attempts > 0 ? route.state + (route.stateEndsIn ? ` ${Math.ceil(route.stateEndsIn / 1000)} s` : '') : 'Unused';
        state.dataset.state = route?.attempts > 0 ? route.state : 'Unused';
        facts.textContent = route?.attempts > 0
          ? [`${percent(route.successRate)} of ${route.attempts} succeeded`, route.timeToFirstToken && milliseconds(route.timeToFirstToken), route.tokensPerSecond && tokensPerSecond(route.tokensPerSecond)].filter(Boolean).join(' · ') : '';
        charts.replaceChildren(...(route?.attempts > 0 ? this.#charts(route) : []));
        if (fault && document.activeElement !== fault) {
          fault.value = broken[name] ?? '';
        }
      },
    };
  }

  #charts(route) {
    const figure = (values, label, caption, format) =>
      values.some((value) => value !== null) && h('figure', {}, lineChart(values, `${label} of ${route.provider}`, format), h('figcaption', {}, caption));
    return [
      figure(route.latency, 'Time to first token', 'first token', milliseconds),
      this.options.detailed && figure(route.speed, 'Tokens a second', 'tokens/s', tokensPerSecond),
    ].filter(Boolean);
  }
}
