// Where the prompt is written: grows with it, takes files, sends with Enter.

import { $, h, show } from '../ui/dom.js';
import { modelName } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { writeDown } from '../media/dictation.js';
import { Recorder } from '../media/recorder.js';
import { Attachments } from './attachments.js';

export class Composer {
  #text = $('#prompt');
  #button = $('#send');
  #attachments;
  #busy = false;
  #blindness = null;
  #edited = null;

  /** @param {{send: (text: string, pictures: string[], files: object[], instead: object | null) => Promise<boolean>, stop: () => void, problem: (message: string) => void, recall: () => string, blindness: () => Promise<object | null>, instead: (lane: object, model: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.#attachments = new Attachments({
      problem: actions.problem,
      changed: () => {
        this.checkSight();
        this.#changed();
      },
    });
    this.#text.addEventListener('input', () => this.#changed());
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#button.addEventListener('click', () => this.#submit());
    new Recorder($('#dictate'), (recording) => this.#dictated(recording), (problem) => problem && actions.problem(problem), ['Dictate', 'Stop dictating']);
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

  get #isEmpty() {
    return this.#text.value.trim() === '' && this.#attachments.length === 0;
  }

  /** What was spoken goes where the cursor is. */
  async #dictated(recording) {
    try {
      const text = await writeDown(recording);
      this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, 'end');
      this.#changed();
      this.focus();
    } catch (error) {
      this.actions.problem(error.message);
    }
  }

  focus() {
    this.#text.focus();
  }

  /** Takes the prompt of a round, to be changed and sent as a branch beside it. */
  edit(round) {
    this.fill(round.text, round.images, round.files, round);
  }

  fill(text, pictures = [], files = [], edited = null) {
    this.#text.value = text;
    this.#edited = edited;
    show($('#editing'), edited !== null);
    this.#attachments.fill(pictures, files);
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

  async #submit() {
    if (this.#busy) {
      this.actions.stop();
    } else if (!this.#blindness && !this.#isEmpty) {
      const [text, pictures, files, edited] = [this.#text.value.trim(), this.#attachments.pictures, this.#attachments.files, this.#edited];
      this.fill('');
      if (!(await this.actions.send(text, pictures, files, edited))) {
        this.fill(text, pictures, files, edited);
      }
    }
  }

  /** Says so when a model that the pictures would go to cannot see; they are not sent then. */
  async checkSight() {
    const { length } = this.#attachments.pictures;
    const blindness = length > 0 ? await this.actions.blindness() : null;
    if (length !== this.#attachments.pictures.length) {
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

  #changed() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, innerHeight * 0.4)}px`;
    this.#button.disabled = !this.#busy && (this.#isEmpty || this.#blindness !== null);
  }
}
