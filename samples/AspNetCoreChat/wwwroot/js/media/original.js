// The picture that an image or a video starts from: for the models that some provider takes one for, and needed by those that do nothing
// else.

import { getTaskModels, getTaskProviders } from '../models/catalog.js';
import { h, show } from '../ui/dom.js';
import { takeDrops } from '../ui/drops.js';
import { modelName } from '../ui/format.js';
import { problem } from '../ui/problem.js';

export class Original {
  #input;
  #note;
  #changed = () => {};

  /** @param {string} task Of a model that starts from a picture. */
  constructor(input, note, task) {
    this.#input = input;
    this.#note = note;
    this.task = task;
    input.addEventListener('change', () => this.#changed());
  }

  /** @param {(instead?: string) => void} changed Gets the model that is wanted in place of one that takes no picture. */
  onChange(changed) {
    this.#changed = changed;
  }

  /** A picture that was dropped: with a model that takes one, when this one does not. */
  async give(file) {
    const [instead] = this.#input.disabled ? await getTaskModels(this.task) : [];
    const transfer = new DataTransfer();
    transfer.items.add(file);
    this.#input.files = transfer.files;
    this.#changed(instead?.id);
  }

  get file() {
    return this.#input.disabled ? undefined : this.#input.files[0];
  }

  /** Fits to a model. `task`: what it does without a picture. */
  async fit(model, task) {
    const [takes, needs] = model ? [(await getTaskProviders(model, this.task)).length > 0, (await getTaskProviders(model, task)).length === 0] : [false, false];
    this.#input.disabled = !takes;
    this.#input.required = takes && needs;
    const [instead] = takes ? [] : await getTaskModels(this.task);
    show(this.#note, !takes || needs);
    this.#note.replaceChildren(...(takes ? ['This model changes a picture: choose one.'] : [
      `${modelName(model)} starts from words alone.`,
      instead && h('button', { type: 'button', class: 'small', on: { click: () => this.#changed(instead.id) } }, `Use ${modelName(instead.id)}`),
    ].filter(Boolean)));
  }
}

/** @param {HTMLElement} place Where a picture may be dropped. */
export function takePictures(place, original) {
  takeDrops(place, (files) => {
    const picture = files.find(({ type }) => type.startsWith('image/'));
    if (picture) {
      original.give(picture);
    } else {
      problem(`${files[0].name} is no picture.`);
    }
  });
}
