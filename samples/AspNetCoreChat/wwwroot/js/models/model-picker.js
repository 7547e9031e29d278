// The dialog that chooses a model, and who serves it. Arrows move through the models while the search has the focus.

import { $, h } from '../ui/dom.js';
import { modelName, price, tokens } from '../ui/format.js';
import { modelMark } from '../ui/mark.js';
import { findModels, getChatModels, span } from './catalog.js';
import { offersView } from './offers-view.js';

const NEEDS = { tools: 'Tools', image: 'Reads images', schemas: 'JSON schemas' };

export class ModelPicker {
  #dialog = $('#picker');
  #search = $('#picker-search');
  #list = $('#picker-list');
  #count = $('#picker-count');
  #needs = new Set();
  #models = [];
  #found = [];
  #choice = null;
  #done = null;

  constructor() {
    this.#search.addEventListener('input', () => this.#filter());
    this.#search.addEventListener('keydown', (event) => this.#key(event));
    $('#picker-needs').append(...Object.entries(NEEDS).map(([need, label]) => this.#needButton(need, label)));
    $('#picker-close').addEventListener('click', () => this.#dialog.close());
    $('#picker-use').addEventListener('click', () => this.#use());
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) {
        this.#dialog.close();
      }
    });
  }

  /** Lets a person choose for a lane. `done` gets the choice; closing the dialog leaves everything as it is. */
  async open(lane, done) {
    this.#choice = { model: lane.model, policy: lane.policy, provider: lane.provider, fallBack: lane.fallBack };
    this.#done = done;
    this.#search.value = '';
    this.#dialog.showModal();
    this.#search.focus();
    try {
      this.#models = await getChatModels();
      this.#filter();
    } catch (error) {
      this.#count.textContent = error.message;
    }
  }

  #needButton(need, label) {
    const button = h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false' }, label);
    button.addEventListener('click', () => {
      const pressed = !this.#needs.delete(need);
      if (pressed) {
        this.#needs.add(need);
      }

      button.setAttribute('aria-pressed', pressed);
      this.#filter();
    });
    return button;
  }

  #filter() {
    this.#found = findModels(this.#models, this.#search.value, this.#needs);
    this.#count.textContent = `${this.#found.length} of ${this.#models.length} models`;
    if (!this.#found.some((model) => model.id === this.#choice.model) && this.#found.length > 0) {
      this.#select(this.#found[0].id);
    }

    this.#draw();
  }

  #key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (move && this.#found.length > 0) {
      event.preventDefault();
      const index = this.#found.findIndex((model) => model.id === this.#choice.model);
      this.#select(this.#found[Math.min(this.#found.length - 1, Math.max(0, index + move))].id);
      this.#draw();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.#use();
    }
  }

  #select(model) {
    if (model !== this.#choice.model) {
      this.#choice = { ...this.#choice, model, provider: null };
    }
  }

  #draw() {
    this.#list.replaceChildren(...this.#found.map((model, index) => this.#option(model, index)));
    const selected = this.#found.findIndex((model) => model.id === this.#choice.model);
    this.#search.setAttribute('aria-activedescendant', selected < 0 ? '' : `picker-option-${selected}`);
    this.#list.children[selected]?.scrollIntoView({ block: 'nearest' });
    this.#drawOffers();
  }

  #drawOffers() {
    const model = this.#models.find((candidate) => candidate.id === this.#choice.model);
    $('#picker-offers').replaceChildren(...(model ? [offersView(model, this.#choice, (choice) => {
      this.#choice = choice;
      this.#drawOffers();
    })] : []));
    $('#picker-use').disabled = !model;
  }

  #option(model, index) {
    const all = span(model);
    const [owner] = model.id.split('/');
    return h('li', {
      id: `picker-option-${index}`, role: 'option', 'aria-selected': model.id === this.#choice.model, data: { model: model.id },
      on: {
        click: () => {
          this.#select(model.id);
          this.#draw();
        },
        dblclick: () => this.#use(),
      },
    },
    h('span', { class: 'option-name' }, modelMark(model.id), modelName(model.id), h('small', {}, owner)),
    h('span', { class: 'option-facts' },
      all.tools && h('span', { class: 'tag' }, 'tools'),
      all.images && h('span', { class: 'tag' }, 'images'),
      h('span', {}, `${tokens(all.context)} context`),
      h('span', {}, all.cheapest === null ? 'no price' : `from ${price(all.cheapest)}`),
      h('span', {}, `${model.offers.length} ${model.offers.length === 1 ? 'provider' : 'providers'}`)));
  }

  #use() {
    if (this.#models.some((model) => model.id === this.#choice.model)) {
      this.#dialog.close();
      this.#done(this.#choice);
    }
  }
}
