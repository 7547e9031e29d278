// The providers of a model: the one that answered last on top, and those that are not used folded away; how fast each is, and the box that
// breaks it.

import { h, show } from '../ui/dom.js';
import { milliseconds, percent, tokensPerSecond } from '../ui/format.js';
import { providerMark } from '../ui/mark.js';
import { lineChart } from './chart.js';
import { FAULTS, broken, setFault } from './faults.js';
import { knownOf, lastAnswerOf } from './health-feed.js';

/** Keeps a list up to date without taking the focus from what is used in it. */
export class ProviderList {
  #rows = new Map();
  #unused = h('ul', { class: 'providers plain' });
  #count = h('summary');
  #fold = h('details', { class: 'unused' }, this.#count, this.#unused);

  /** @param {{canBreak: boolean, detailed: boolean}} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    element.after(this.#fold);
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
      }

      row.draw(known.get(name));
    }

    this.#arrange(names, model, known);
  }

  /** Nothing moves under the hand of who is using it. */
  #arrange(names, model, known) {
    if (this.element.contains(document.activeElement) || this.#unused.contains(document.activeElement)) {
      names.filter((name) => !this.#rows.get(name).element.isConnected).forEach((name) => this.element.append(this.#rows.get(name).element));
      return;
    }

    const isUsed = (name) => known.get(name)?.attempts > 0 || Boolean(broken[name]);
    const used = names.filter(isUsed).sort((a, b) => lastAnswerOf(b, model) - lastAnswerOf(a, model));
    const unused = names.filter((name) => !isUsed(name));
    place(this.element, used.length > 0 ? used : unused, this.#rows);
    place(this.#unused, used.length > 0 ? unused : [], this.#rows);
    show(this.#fold, used.length > 0 && unused.length > 0);
    this.#count.textContent = `${unused.length} not used yet`;
  }

  #create(name) {
    const state = h('span', { class: 'state' });
    const facts = h('span', {});
    const charts = h('div', { class: 'charts' });
    const fault = this.options.canBreak && h('select', { class: 'small', 'aria-label': `What ${name} does`, data: { provider: name }, on: { change: (event) => setFault(name, event.target.value) } },
      ...FAULTS.map(({ value, label }) => h('option', { value }, label)));
    const element = h('li', { class: 'provider' }, h('div', { class: 'provider-head' }, providerMark(name), h('strong', {}, name), fault), h('p', { class: 'facts' }, state, facts), charts);
    return {
      element,
      draw: (route) => {
        const isBroken = Boolean(broken[name]);
        element.dataset.broken = isBroken;
        state.textContent = route?.attempts > 0 ? route.state + (route.stateEndsIn ? ` ${Math.ceil(route.stateEndsIn / 1000)} s` : '') : '';
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
    const figure = (points, label, caption, format) => points.some(({ value }) => value !== null) && h('figure', {},
      h('figcaption', {}, h('span', {}, caption), h('strong', {}, format(points.findLast(({ value }) => value !== null).value))),
      lineChart(points, `${label} of ${route.provider}`, format));
    return [
      figure(route.latency, 'Time to first token', 'First token', milliseconds),
      this.options.detailed && figure(route.speed, 'Tokens a second', 'Speed', tokensPerSecond),
    ].filter(Boolean);
  }
}

/** Puts rows into a list in this order, and touches none that is in its place. */
function place(list, names, rows) {
  names.forEach((name, index) => {
    const { element } = rows.get(name);
    if (list.children[index] !== element) {
      list.insertBefore(element, list.children[index] ?? null);
    }
  });
}
