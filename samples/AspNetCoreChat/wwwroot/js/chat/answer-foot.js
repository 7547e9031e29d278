// What stands below an answer: its typed result, whether it is whole, who gave it, and what can be done with it.

import { readAloudButton } from '../media/dictation.js';
import { totals } from '../panels/totals.js';
import { copyButton } from '../ui/buttons.js';
import { h } from '../ui/dom.js';
import { dollars, listed, milliseconds, modelName, providerName, tokensPerSecond } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { providerMark } from '../ui/mark.js';
import { problem } from '../ui/problem.js';
import { canContinue, cutNotice } from './cut.js';
import { editableWords } from './edited.js';
import { typedResult } from './typed-result.js';

export class AnswerFoot {
  #actions;
  #typed = null;

  element = h('footer', { class: 'answer-foot' });

  /** @param {{retry: Function | null, proceed: Function | null, edit: Function | null, inspect: Function}} actions Null for what cannot be done. */
  constructor(actions) {
    this.#actions = actions;
  }

  draw(answer) {
    const { status, reports, parts, isEdited } = answer;
    if (status === 'streaming') {
      this.element.replaceChildren(parts.length === 0 ? h('span', { class: 'waiting-dots', role: 'img', 'aria-label': 'Waiting for the first words' }, h('i'), h('i'), h('i')) : '');
      return;
    }

    const cut = cutNotice(answer);
    const text = parts.filter(({ type }) => type === 'text').map((part) => part.text).join('\n\n');
    this.element.replaceChildren(...[
      answer.schema && text && !cut && status === 'done' && this.#typedResult(text, answer.schema),
      status === 'stopped' && h('span', { class: 'tag' }, 'Stopped'),
      isEdited && h('span', { class: 'tag' }, 'Edited by you'),
      cut && h('p', { class: 'cut' }, icon('warning'), h('span', {}, cut)),
      reports.length > 0 && metrics(totals(reports), this.#actions.inspect),
      h('span', { class: 'answer-actions' }, ...this.#buttons(answer, text)),
    ].filter(Boolean));
  }

  /** The same element for the same text: it is checked once. */
  #typedResult(text, schema) {
    if (this.#typed?.text !== text) {
      this.#typed = { text, element: typedResult(text, schema) };
    }

    return this.#typed.element;
  }

  #buttons(answer, text) {
    const { proceed, retry, edit } = this.#actions;
    const { status } = answer;
    const button = (name, label, click, kind = 'small') => h('button', { type: 'button', class: kind, on: { click } }, icon(name), h('span', {}, label));
    return [
      text && copyButton(text),
      text && readAloudButton(text, problem),
      edit && editableWords(answer) && button('edit', 'Edit', edit, 'small quiet'),
      proceed && canContinue(answer) && button('down', 'Continue', proceed),
      status !== 'waiting' && retry && button('retry', status === 'failed' ? 'Retry' : 'Regenerate', retry, 'small quiet'),
    ];
  }
}

function metrics(total, inspect) {
  const before = total.attempts.slice(0, -1).filter((attempt) => attempt.error).map((attempt) => providerName(attempt.provider));
  return h('button', { type: 'button', class: 'small quiet metrics', title: 'Show how it was routed', on: { click: inspect } },
    providerMark(providerName(total.provider)),
    h('strong', {}, providerName(total.provider)),
    h('span', { class: 'by-model' }, modelName(total.model)),
    known(total.timeToFirstToken, milliseconds),
    known(total.tokensPerSecond, tokensPerSecond),
    known(total.cost, dollars),
    before.length > 0 && h('span', { class: 'tag warn' }, `after ${listed(before)} failed`));
}

const known = (value, format) => value !== null && value !== undefined && h('span', {}, format(value));
