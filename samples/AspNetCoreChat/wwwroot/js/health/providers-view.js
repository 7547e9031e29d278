// The page of the providers: every model that was used, with live figures and charts.

import { $, h, show } from '../ui/dom.js';
import { getChatModels } from '../models/catalog.js';
import { broken, onFaults, repairAll } from './faults.js';
import { knownModels, watchHealth } from './health-feed.js';
import { ProviderList } from './provider-list.js';

export function setUpProviders(session, currentModel) {
  const container = $('#provider-models');
  const sections = new Map();
  let stop = null;
  let catalog = [];

  const draw = () => {
    const models = [...new Set([currentModel(), ...knownModels()])];
    for (const model of models) {
      if (!sections.has(model)) {
        const list = h('ul', { class: 'providers plain' });
        container.append(h('section', { class: 'provider-model' }, h('h2', {}, model), list));
        sections.set(model, new ProviderList(list, { canBreak: session.isEmulated, detailed: true }));
      }

      sections.get(model).draw(model, catalog.find((entry) => entry.id === model)?.offers.map((offer) => offer.provider) ?? []);
    }

    show($('#repair-all'), session.isEmulated && Object.keys(broken).length > 0);
  };

  $('#repair-all').addEventListener('click', repairAll);
  onFaults(() => stop && draw());
  return {
    async show() {
      stop ??= watchHealth(draw);
      catalog = await getChatModels().catch(() => []);
      draw();
    },
    hide() {
      stop?.();
      stop = null;
    },
  };
}
