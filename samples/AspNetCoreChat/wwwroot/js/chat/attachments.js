// The files that go with a prompt: chosen, pasted, or dropped anywhere on the chat.

import { $, h, show } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { takeDrops } from '../ui/drops.js';
import { icon } from '../ui/icons.js';
import { readFile } from './files.js';

const MOST = 4;

export class Attachments {
  #strip = $('#attachments');

  /** Data URIs. */
  pictures = [];

  /** What `readFile` gives of texts, PDFs and recordings. */
  files = [];

  /** @param {{changed: () => void, problem: (message: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    const file = $('#file');
    $('#attach').addEventListener('click', () => file.click());
    file.addEventListener('change', async () => {
      await this.#attach([...file.files]);
      file.value = '';
    });
    $('#prompt').addEventListener('paste', (event) => this.#attach([...event.clipboardData.files]));
    takeDrops($('#view-chat'), (files) => this.#attach(files));
  }

  get length() {
    return this.pictures.length + this.files.length;
  }

  fill(pictures, files) {
    this.pictures = [...pictures];
    this.files = [...files];
    this.#draw();
  }

  async #attach(files) {
    for (const file of files.slice(0, MOST - this.length)) {
      try {
        const read = await readFile(file);
        if (read.mediaType === 'image/*') {
          this.pictures.push(read.uri);
        } else {
          this.files.push(read);
        }
      } catch (error) {
        this.actions.problem(error.message);
      }
    }

    this.#draw();
  }

  #draw() {
    const remove = (list, index, label) => iconButton('close', label, () => {
      list.splice(index, 1);
      this.#draw();
    });
    show(this.#strip, this.length > 0);
    this.#strip.replaceChildren(
      ...this.pictures.map((uri, index) => h('li', {}, h('img', { src: uri, alt: `Attached picture ${index + 1}` }), remove(this.pictures, index, `Remove picture ${index + 1}`))),
      ...this.files.map(({ name }, index) => h('li', { class: 'attached-file', dir: 'auto' }, icon('file'), name, remove(this.files, index, `Remove ${name}`))));
    this.actions.changed();
  }
}
