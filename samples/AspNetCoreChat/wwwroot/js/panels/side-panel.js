// The panel beside the chat: shown or not, with its tabs. It watches the providers only while they are seen.

import { loadFaults, onFaults, repairAll } from '../health/faults.js';
import { watchHealth } from '../health/health-feed.js';
import { ProviderList } from '../health/provider-list.js';
import { getChatModels } from '../models/catalog.js';
import { save, state } from '../store.js';
import { $, show } from '../ui/dom.js';
import { problem } from '../ui/problem.js';
import { setUpTabs } from '../ui/tabs.js';

/** @param {() => string} model The model whose providers are listed. */
export function setUpPanel(session, model) {
  const button = $('#panel-toggle');
  const list = new ProviderList($('#panel-providers'), { canBreak: session.isEmulated, detailed: false });
  let offers = [];
  let tab = 'routing';
  let isPaused = true;
  let stop = null;

  const drawProviders = () => list.draw(model(), offers.find((entry) => entry.id === model())?.offers.map((offer) => offer.provider) ?? []);
  const watch = () => {
    const wanted = !isPaused && state.settings.panel && tab === 'routing';
    if (wanted && !stop) {
      stop = watchHealth(drawProviders);
    } else if (!wanted && stop) {
      stop();
      stop = null;
    }
  };
  const tabs = setUpTabs($('#panel-tabs'), (name) => {
    tab = name;
    watch();
  });
  const draw = () => {
    document.body.classList.toggle('panel-shown', state.settings.panel);
    button.setAttribute('aria-expanded', state.settings.panel);
    watch();
  };
  const toggle = () => {
    state.settings.panel = !state.settings.panel;
    save();
    draw();
  };

  if (matchMedia('(width < 64rem)').matches) {
    state.settings.panel = false;
  }

  button.addEventListener('click', toggle);
  $('#panel-close').addEventListener('click', toggle);
  $('#panel-repair').addEventListener('click', repairAll);
  show($('#faults-hint'), session.isEmulated);
  show($('#panel-repair'), session.isEmulated);
  if (session.isEmulated) {
    onFaults(drawProviders);
    loadFaults().catch((error) => problem(error.message));
  }

  getChatModels().then((models) => {
    offers = models;
    drawProviders();
  }, (error) => problem(error.message));
  draw();
  return {
    toggle,
    drawProviders,
    show: (name) => {
      state.settings.panel = true;
      draw();
      tabs.select(name);
    },
    resume: () => {
      isPaused = false;
      watch();
    },
    pause: () => {
      isPaused = true;
      watch();
    },
  };
}
