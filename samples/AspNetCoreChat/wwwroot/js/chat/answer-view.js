// Shows one answer, and keeps up with it while it comes.

import { h } from '../ui/dom.js';
import { modelName } from '../ui/format.js';
import { lazily } from '../ui/lazily.js';
import { modelMark } from '../ui/mark.js';
import { answerEditor } from './answer-editor.js';
import { AnswerFoot } from './answer-foot.js';
import { partView } from './answer-parts.js';
import { editableWords } from './edited.js';

/** A frame that took longer than this is followed by a pause, so that a page on a slow machine can still be used. */
const LONG = 12;

export class AnswerView {
  #answer;
  #actions;
  #views = [];
  #frame = null;
  #cost = 0;
  #body = h('div', { class: 'answer-body' });
  #foot;

  /**
   * @param {{decide: Function, give: Function, retry: Function | null, proceed: Function | null, edit: Function | null, inspect: Function}} actions
   * @param {boolean} isFar Whether it is out of sight, and may be drawn later.
   */
  constructor(answer, actions, isFar = false) {
    this.#answer = answer;
    this.#actions = actions;
    this.#foot = new AnswerFoot({ ...actions, edit: actions.edit && (() => this.#edit()) });
    this.element = h('article', { class: 'answer', 'aria-label': `Answer of ${modelName(answer.model)}` },
      h('header', { class: 'answer-head' }, modelMark(answer.model), h('span', { class: 'answer-model' }, modelName(answer.model))), this.#body, this.#foot.element);
    this.element.dataset.status = answer.status;
    if (isFar) {
      lazily(this.element, () => this.#draw());
    } else {
      this.#draw();
    }
  }

  /** Draws soon, once for all changes until then. */
  update() {
    this.#frame ??= this.#cost > LONG && this.#answer.status === 'streaming'
      ? setTimeout(() => this.#drawInFrame(), this.#cost * 2)
      : this.#drawInFrame();
  }

  #drawInFrame() {
    return requestAnimationFrame(() => {
      this.#frame = null;
      const start = performance.now();
      this.#draw();
      this.#cost = performance.now() - start;
    });
  }

  #draw() {
    const { parts, status } = this.#answer;
    this.element.dataset.status = status;
    this.element.setAttribute('aria-busy', status === 'streaming');
    parts.forEach((part, index) => this.#drawPart(part, index));
    for (const view of this.#views.splice(parts.length)) {
      view.element.remove();
    }

    this.#foot.draw(this.#answer);
  }

  #drawPart(part, index) {
    let view = this.#views[index];
    if (!view || view.type !== part.type) {
      view?.element.remove();
      view = partView(part, this.#actions);
      this.#views[index] = view;
      this.#body.insertBefore(view.element, this.#body.children[index] ?? null);
    }

    view.draw(part, index === this.#answer.parts.length - 1 && this.#answer.status === 'streaming');
  }

  /** Shows a box with the words in place of the answer, until they are kept or left as they were. */
  #edit() {
    const editor = answerEditor(editableWords(this.#answer), (text) => {
      editor.remove();
      this.element.classList.remove('edited');
      if (text !== null) {
        this.#actions.edit(text);
      }
    });
    this.element.classList.add('edited');
    this.element.append(editor);
    editor.querySelector('textarea').focus();
  }
}
