// The two boxes that choose a model for a task, and a provider of it.

import { getTaskModels, getTaskProviders } from '../models/catalog.js';
import { h } from '../ui/dom.js';

export class TaskModel {
  #model;
  #provider;
  #task;
  #changed;
  #original;

  /** @param {import('./original.js').Original | null} original The picture that it may start from: a task of its own. */
  constructor(model, provider, task, changed, original = null) {
    this.#model = model;
    this.#provider = provider;
    this.#task = task;
    this.#changed = changed;
    this.#original = original;
    model.addEventListener('change', () => this.#chosen());
    provider.addEventListener('change', changed);
    original?.onChange((instead) => this.#choose(instead));
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

    const [models, others] = await Promise.all([getTaskModels(this.#task), this.#original ? getTaskModels(this.#original.task) : []]);
    const rest = others.filter(({ id }) => !models.some((model) => model.id === id));
    this.#model.replaceChildren(...rest.length === 0 ? options(models)
      : [h('optgroup', { label: 'From words' }, ...options(models)), h('optgroup', { label: 'From a picture' }, ...options(rest))]);
    await this.#choose(models.some(({ id }) => id === preferred) ? preferred : undefined);
  }

  #choose(model) {
    this.#model.value = model ?? this.model;
    return this.#chosen();
  }

  async #chosen() {
    await this.#loadOthers();
    this.#changed();
  }

  async #loadOthers() {
    const { model } = this;
    await this.#original?.fit(model, this.#task);
    const providers = model ? await getTaskProviders(model, this.#original?.file ? this.#original.task : this.#task) : [];
    if (model === this.model) {
      this.#provider.replaceChildren(h('option', { value: '' }, 'Automatic'), ...providers.map((name) => h('option', { value: name }, name)));
    }
  }
}

const options = (models) => models.map(({ id }) => h('option', { value: id }, id));
