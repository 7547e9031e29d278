// Where the prompt is written: grows with it, takes pictures, sends with Enter.

import { $, h, show } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { modelName } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { picturesOf, readPicture } from './pictures.js';

const MOST_PICTURES = 4;

export class Composer {
  #text = $('#prompt');
  #strip = $('#attachments');
  #button = $('#send');
  #pictures = [];
  #busy = false;
  #blindness = null;
  #edited = null;

  /** @param {{send: (text: string, pictures: string[], instead: object | null) => Promise<boolean>, stop: () => void, problem: (message: string) => void, recall: () => string, blindness: () => Promise<object | null>, instead: (lane: object, model: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    const file = $('#file');
    $('#attach').addEventListener('click', () => file.click());
    file.addEventListener('change', async () => {
      await this.#attach([...file.files]);
      file.value = '';
    });
    this.#text.addEventListener('input', () => this.#changed());
    this.#text.addEventListener('paste', (event) => this.#attach(picturesOf(event.clipboardData)));
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#takeDrops($('#view-chat'));
    this.#button.addEventListener('click', () => this.#submit());
    $('#edit-cancel').addEventListener('click', () => this.fill(''));
    this.#changed();
  }

  get busy() {
    return this.#busy;
  }

  set busy(value) {
    this.#busy = value;
    this.#button.replaceChildren(icon(value ? 'stop' : 'send'));
    this.#button.setAttribute('aria-label', value ? 'Stop' : 'Send');
    this.#button.title = value ? 'Stop (Esc)' : 'Send (Enter)';
    this.#button.dataset.action = value ? 'stop' : 'send';
    this.#changed();
  }

  focus() {
    this.#text.focus();
  }

  /** Takes the prompt of a round, to be changed and sent as a branch beside it. */
  edit(round) {
    this.fill(round.text, round.images, round);
  }

  fill(text, pictures = [], edited = null) {
    this.#text.value = text;
    this.#edited = edited;
    show($('#editing'), edited !== null);
    this.#pictures = [...pictures];
    this.#drawPictures();
    this.#changed();
    this.focus();
    this.#text.setSelectionRange(text.length, text.length);
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!this.#busy) {
        this.#submit();
      }
    } else if (event.key === 'ArrowUp' && this.#text.value === '' && !this.#busy) {
      event.preventDefault();
      this.fill(this.actions.recall());
    }
  }

  /** Files are taken wherever on the page they fall; a text that is dragged goes where the browser puts it. */
  #takeDrops(place) {
    const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
    place.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
    place.addEventListener('drop', (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        const pictures = picturesOf(event.dataTransfer);
        if (pictures.length === 0) {
          this.actions.problem('Only pictures can go with a prompt.');
        }

        this.#attach(pictures);
      }
    });
  }

  async #submit() {
    if (this.#busy) {
      this.actions.stop();
    } else if (!this.#blindness && (this.#text.value.trim() !== '' || this.#pictures.length > 0)) {
      const [text, pictures, edited] = [this.#text.value.trim(), this.#pictures, this.#edited];
      this.fill('');
      if (!(await this.actions.send(text, pictures, edited))) {
        this.fill(text, pictures, edited);
      }
    }
  }

  async #attach(files) {
    for (const file of files.slice(0, MOST_PICTURES - this.#pictures.length)) {
      try {
        this.#pictures.push(await readPicture(file));
      } catch (error) {
        this.actions.problem(error.message);
      }
    }

    this.#drawPictures();
    this.#changed();
  }

  /** Says so when a model that the pictures would go to cannot see; they are not sent then. */
  async checkSight() {
    const { length } = this.#pictures;
    const blindness = length > 0 ? await this.actions.blindness() : null;
    if (length !== this.#pictures.length) {
      return; // Another check is on its way.
    }

    this.#blindness = blindness;
    const note = $('#blindness');
    show(note, blindness !== null);
    note.replaceChildren(...(blindness === null ? [] : [
      h('span', {}, `${blindness.words} Remove the ${length > 1 ? 'pictures' : 'picture'}${blindness.instead ? ', or' : '.'}`),
      blindness.instead && h('button', { type: 'button', class: 'small', on: { click: () => this.actions.instead(blindness.lane, blindness.instead) } }, `Use ${modelName(blindness.instead)}`),
    ].filter(Boolean)));
    this.#changed();
  }

  #drawPictures() {
    this.checkSight();
    show(this.#strip, this.#pictures.length > 0);
    this.#strip.replaceChildren(...this.#pictures.map((uri, index) =>
      h('li', {}, h('img', { src: uri, alt: `Attached picture ${index + 1}` }), iconButton('close', `Remove picture ${index + 1}`, () => {
        this.#pictures.splice(index, 1);
        this.#drawPictures();
        this.#changed();
      }))));
  }

  #changed() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, innerHeight * 0.4)}px`;
    const isEmpty = this.#text.value.trim() === '' && this.#pictures.length === 0;
    this.#button.disabled = !this.#busy && (isEmpty || this.#blindness !== null);
  }
}
