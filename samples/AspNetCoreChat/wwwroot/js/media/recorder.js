// Records with the microphone: one press begins, the next ends.

import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';

export class Recorder {
  #recorder = null;

  /** @param {[string, string] | null} labels Of a button that shows only an icon. */
  constructor(button, recorded, problem, labels = null) {
    this.labels = labels;
    this.button = button;
    this.recorded = recorded;
    this.problem = problem;
    button.addEventListener('click', () => (this.#recorder ? this.stop() : this.#start()));
    this.#label();
  }

  stop() {
    this.#recorder?.stop();
  }

  async #start() {
    this.problem('');
    let microphone;
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.problem(this.labels ? 'The microphone cannot be used.' : 'The microphone cannot be used. Choose a file instead.');
      return;
    }

    const pieces = [];
    this.#recorder = new MediaRecorder(microphone);
    this.#recorder.addEventListener('dataavailable', (event) => pieces.push(event.data));
    this.#recorder.addEventListener('stop', () => {
      microphone.getTracks().forEach((track) => track.stop());
      const type = this.#recorder.mimeType;
      this.#recorder = null;
      this.#label();
      this.recorded(new Blob(pieces, { type }));
    });
    this.#recorder.start();
    this.#label();
  }

  #label() {
    const recording = this.#recorder !== null;
    const [begin, end] = this.labels ?? ['Record', 'Stop recording'];
    const label = recording ? end : begin;
    this.button.replaceChildren(icon(recording ? 'stop' : 'mic'), h('span', { class: this.labels ? 'visually-hidden' : null }, label));
    this.button.title = label;
    this.button.setAttribute('aria-pressed', recording);
  }
}
