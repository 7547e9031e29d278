// Who serves a model, at what price: the choice of a provider, or of the rule by which one is chosen.

import { h } from '../ui/dom.js';
import { milliseconds, modelName, price, tokens } from '../ui/format.js';
import { providerMark } from '../ui/mark.js';
import { POLICIES } from './catalog.js';

/** @param {(choice: object) => void} choose */
export function offersView(model, choice, choose) {
  const policy = ({ value, label, hint }) => {
    const checked = !choice.provider && choice.policy === value;
    return h('label', { class: 'policy' },
      h('input', { type: 'radio', name: 'route', checked, on: { change: () => choose({ ...choice, policy: value, provider: null }) } }),
      h('span', {}, h('strong', {}, label), h('small', {}, hint)));
  };
  return h('div', {},
    h('h3', {}, `How to reach ${modelName(model.id)}`),
    h('fieldset', { class: 'policies' }, h('legend', { class: 'visually-hidden' }, 'By a rule'), ...POLICIES.map(policy)),
    h('p', { class: 'muted' }, 'Or a provider. Prices are dollars for a million tokens, speeds are the catalog’s.'),
    h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Providers' },
      h('table', { class: 'offers' },
        h('thead', {}, h('tr', {}, ...['Provider', 'In', 'Out', 'Context', 'Can', 'First token', 'Tokens/s'].map((title) => h('th', { scope: 'col' }, title)))),
        h('tbody', {}, ...model.offers.map((offer) => row(offer, choice, choose))))),
    choice.provider && h('label', { class: 'check' },
      h('input', { type: 'checkbox', checked: choice.fallBack, on: { change: (event) => choose({ ...choice, fallBack: event.target.checked }) } }),
      `Go to another provider when ${choice.provider} fails`));
}

function row(offer, choice, choose) {
  const can = [offer.tools && 'tools', offer.schemas && 'schemas'].filter(Boolean).join(', ');
  return h('tr', {},
    h('th', { scope: 'row' }, h('label', {},
      h('input', { type: 'radio', name: 'route', checked: choice.provider === offer.provider, on: { change: () => choose({ ...choice, provider: offer.provider }) } }),
      providerMark(offer.provider), offer.provider)),
    h('td', {}, price(offer.inputPrice)),
    h('td', {}, price(offer.outputPrice)),
    h('td', {}, tokens(offer.context)),
    h('td', {}, can || '–'),
    h('td', {}, milliseconds(offer.latency)),
    h('td', {}, offer.throughput ? String(Math.round(offer.throughput)) : '–'));
}
