// Shows one answer, and keeps up with it while it comes.

import { MarkdownView } from '../markdown/view.js';
import { h } from '../ui/dom.js';
import { dollars, milliseconds, modelName, tokensPerSecond } from '../ui/format.js';
import { copyButton } from '../ui/buttons.js';
import { lazily } from '../ui/lazily.js';
import { icon } from '../ui/icons.js';
import { modelMark, providerMark } from '../ui/mark.js';
import { canContinue, cutNotice } from './cut.js';
import { readAloudButton } from '../media/dictation.js';
import { problem } from '../ui/problem.js';
import { toolCard } from './tool-card.js';
import { typedResult } from './typed-result.js';
import { totals } from '../panels/totals.js';

/** A frame that took longer than this is followed by a pause, so that a page on a slow machine can still be used. */
const LONG = 12;

export class AnswerView {
  #answer;
  #actions;
  #views = [];
  #frame = null;
  #cost = 0;
  #body = h('div', { class: 'answer-body' });
  #foot = h('footer', { class: 'answer-foot' });

  /**
   * @param {{decide: Function, retry: Function, proceed: Function, inspect: Function}} actions
   * @param {boolean} isFar Whether it is out of sight, and may be drawn later.
   */
  constructor(answer, actions, isFar = false) {
    this.#answer = answer;
    this.#actions = actions;
    this.element = h('article', { class: 'answer', 'aria-label': `Answer of ${modelName(answer.model)}` },
      h('header', { class: 'answer-head' }, modelMark(answer.model), h('span', { class: 'answer-model' }, modelName(answer.model))), this.#body, this.#foot);
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

    this.#drawFoot();
  }

  #drawPart(part, index) {
    let view = this.#views[index];
    if (!view || view.type !== part.type) {
      view?.element.remove();
      view = this.#create(part);
      this.#views[index] = view;
      this.#body.insertBefore(view.element, this.#body.children[index] ?? null);
    }

    view.draw(part, index === this.#answer.parts.length - 1 && this.#answer.status === 'streaming');
  }

  #create(part) {
    switch (part.type) {
      case 'text':
        return textView();
      case 'reasoning':
        return reasoningView();
      case 'tool':
        return this.#toolView();
      case 'media':
        return simpleView('media', mediaElement(part));
      default:
        return simpleView(part.type, errorElement(part));
    }
  }

  #toolView() {
    const element = h('div', {});
    let drawn = null;
    return {
      type: 'tool',
      element,
      draw: (part) => {
        const key = `${part.state}|${part.result ?? ''}`;
        if (key !== drawn) {
          drawn = key;
          element.replaceChildren(toolCard(part, this.#actions.decide, this.#actions.give));
        }
      },
    };
  }

  #drawFoot() {
    const { status, reports, parts } = this.#answer;
    if (status === 'streaming') {
      this.#foot.replaceChildren(parts.length === 0 ? h('span', { class: 'waiting-dots', role: 'img', 'aria-label': 'Waiting for the first words' }, h('i'), h('i'), h('i')) : '');
      return;
    }

    const cut = cutNotice(this.#answer);
    this.#foot.replaceChildren(...[
      this.#answer.isTyped && typedResult(this.#text),
      status === 'stopped' && h('span', { class: 'tag' }, 'Stopped'),
      cut && h('p', { class: 'cut' }, icon('warning'), h('span', {}, cut)),
      reports.length > 0 && this.#metrics(totals(reports)),
      h('span', { class: 'answer-actions' }, ...this.#buttons()),
    ].filter(Boolean));
  }

  get #text() {
    return this.#answer.parts.filter((part) => part.type === 'text').map((part) => part.text).join('\n\n');
  }

  #buttons() {
    const { status } = this.#answer;
    const { proceed, retry } = this.#actions;
    const text = this.#text;
    const button = (name, label, click, kind = 'small') => h('button', { type: 'button', class: kind, on: { click } }, icon(name), h('span', {}, label));
    return [
      text && copyButton(text),
      text && readAloudButton(text, problem),
      proceed && canContinue(this.#answer) && button('down', 'Continue', proceed),
      status !== 'waiting' && retry && button('retry', status === 'failed' ? 'Retry' : 'Regenerate', retry, 'small quiet'),
    ];
  }

  #metrics(total) {
    const failed = total.attempts.filter((attempt) => attempt.error);
    return h('button', { type: 'button', class: 'small quiet metrics', title: 'Show how it was routed', on: { click: this.#actions.inspect } },
      providerMark(total.provider),
      h('strong', {}, total.provider),
      h('span', { class: 'by-model' }, modelName(total.model)),
      h('span', {}, milliseconds(total.timeToFirstToken)),
      h('span', {}, tokensPerSecond(total.tokensPerSecond)),
      h('span', {}, dollars(total.cost)),
      failed.length > 0 && h('span', { class: 'tag warn' }, `after ${failed.map((attempt) => attempt.provider).join(', ')} failed`));
  }
}

function textView() {
  const element = h('div', { class: 'markdown' });
  const markdown = new MarkdownView(element);
  let drawn = null;
  let wasStreaming = null;
  return {
    type: 'text',
    element,
    draw: ({ text }, streaming) => {
      element.classList.toggle('streaming', streaming);
      if (text !== drawn || streaming !== wasStreaming) {
        drawn = text;
        wasStreaming = streaming;
        markdown.update(text, streaming);
      }
    },
  };
}

function reasoningView() {
  const body = h('div', { class: 'reasoning-body', dir: 'auto' });
  const label = h('span', {}, 'Thoughts');
  const element = h('details', { class: 'reasoning' }, h('summary', {}, label), body);
  return {
    type: 'reasoning',
    element,
    draw: ({ text }, streaming) => {
      label.textContent = streaming ? 'Thinking…' : 'Thoughts';
      element.classList.toggle('streaming', streaming);
      if (body.textContent !== text) {
        body.textContent = text;
      }
    },
  };
}

const simpleView = (type, element) => ({ type, element, draw: () => {} });

function mediaElement({ mediaType, uri }) {
  return mediaType.startsWith('image/') && uri.startsWith('data:image/') ? h('img', { src: uri, alt: 'A picture in the answer', class: 'picture' })
    : h('p', { class: 'tag' }, mediaType);
}

const errorElement = ({ kind, message }) =>
  h('div', { class: 'error', role: 'alert' }, icon('warning'), h('div', {}, h('strong', {}, kind), h('p', {}, message)));
