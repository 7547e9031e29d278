// The two boxes that choose a model for a task, and a provider of it.

import { getTaskModels, getTaskProviders } from '../models/catalog.js';
import { h } from '../ui/dom.js';

export class TaskModel {
  #model;
  #provider;
  #task;

  constructor(model, provider, task, changed) {
    this.#model = model;
    this.#provider = provider;
    this.#task = task;
    model.addEventListener('change', () => this.#loadProviders().then(changed));
    provider.addEventListener('change', changed);
  }

  get model() {
    return this.#model.value;
  }

  get provider() {
    return this.#provider.value || null;
  }

  /** Fills the boxes, once; what was preferred is chosen when it is there. */
  async load(preferred) {
    if (this.#model.options.length > 0) {
      return;
    }

    const models = await getTaskModels(this.#task);
    this.#model.replaceChildren(...models.map(({ id }) => h('option', { value: id }, id)));
    if (models.some(({ id }) => id === preferred)) {
      this.#model.value = preferred;
    }

    await this.#loadProviders();
  }

  async #loadProviders() {
    const providers = this.model ? await getTaskProviders(this.model, this.#task) : [];
    this.#provider.replaceChildren(h('option', { value: '' }, 'Automatic'), ...providers.map((name) => h('option', { value: name }, name)));
  }
}
