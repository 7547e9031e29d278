// The conversation on the page: prompts, answers side by side, and what can be done with them.

import { announce } from '../ui/announcer.js';
import { $, h, show } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { state } from '../store.js';
import { AnswerView } from './answer-view.js';
import { runAnswer } from './answer.js';
import { prepareContinue } from './cut.js';
import { addRound, newAnswer, removeLastRound, rewind, touch } from './conversation.js';
import { examples } from './examples.js';

const NEAR_THE_END = 120;

export class ChatView {
  #log = $('#log');
  #scroller = $('#chat-scroll');
  #conversation = null;
  #controller = null;
  #running = 0;

  /** @param {{changed: () => void, busy: (busy: boolean) => void, inspect: (answer: object) => void, edit: (round: object) => void, toolsChanged: () => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.#scroller.addEventListener('scroll', () => show($('#to-end'), !this.#isAtEnd()), { passive: true });
    $('#to-end').addEventListener('click', () => this.#toEnd());
  }

  get isBusy() {
    return this.#running > 0;
  }

  show(conversation) {
    this.stop();
    this.#conversation = conversation;
    this.#draw();
    this.#toEnd();
  }

  async send(text, pictures) {
    const round = addRound(this.#conversation, text, pictures);
    this.#draw();
    this.#toEnd();
    await Promise.all(round.answers.map((answer, lane) => this.#run(answer, lane)));
  }

  stop() {
    this.#controller?.abort();
  }

  #draw() {
    const { rounds } = this.#conversation;
    if (rounds.length === 0) {
      this.#log.replaceChildren(examples((example) => this.actions.example(example)));
      return;
    }

    this.#log.replaceChildren(...rounds.map((round, index) => this.#round(round, index === rounds.length - 1)));
  }

  #round(round, isLast) {
    const views = round.answers.map((answer, lane) => {
      const canRetry = isLast && this.#conversation.lanes[lane];
      const view = new AnswerView(answer, {
        decide: (part, approved, always) => this.#decide(answer, lane, part, approved, always),
        retry: canRetry ? () => this.#retry(round, lane) : null,
        proceed: canRetry ? () => this.#continue(answer, lane) : null,
        inspect: () => this.actions.inspect(answer),
      });
      viewOf.set(answer, view);
      return view.element;
    });
    return h('section', { class: 'round', 'aria-label': 'Question and answer' },
      h('div', { class: 'prompt' },
        round.images.length > 0 && h('div', { class: 'prompt-pictures' }, ...round.images.map((uri) => h('img', { src: uri, alt: 'A picture that was sent' }))),
        round.text && h('p', { dir: 'auto' }, round.text),
        isLast && h('button', { type: 'button', class: 'icon-button edit', 'aria-label': 'Edit this prompt', title: 'Edit this prompt', on: { click: () => this.#edit() } }, icon('edit'))),
      h('div', { class: 'answers', data: { count: views.length } }, ...views));
  }

  async #run(answer, laneIndex, decisions = []) {
    const lane = this.#conversation.lanes[laneIndex];
    const conversation = this.#conversation;
    this.#begin();
    try {
      await runAnswer(lane, answer, decisions, this.#controller.signal, () => {
        const follow = this.#isAtEnd();
        viewOf.get(answer)?.update();
        if (follow) {
          requestAnimationFrame(() => this.#toEnd());
        }

        touch(conversation);
      });
    } finally {
      this.#end(answer);
    }
  }

  #begin() {
    if (!this.#controller || this.#controller.signal.aborted) {
      this.#controller = new AbortController();
    }

    if (this.#running++ === 0) {
      this.actions.busy(true);
      announce('The answer is coming.');
    }
  }

  #end(answer) {
    this.actions.changed(answer);
    if (--this.#running > 0) {
      return;
    }

    this.actions.busy(false);
    const words = { waiting: 'A tool call waits for your decision.', stopped: 'The answer was stopped.', failed: 'The answer failed.' };
    announce(words[answer.status] ?? 'The answer is complete.');
  }

  /** All calls of an answer are decided before it goes on. */
  #decide(answer, laneIndex, part, approved, always = false) {
    if (always) {
      const server = state.settings.servers.find((candidate) => candidate.name === part.server);
      server?.trusted?.push(part.name);
      this.actions.toolsChanged();
    }

    part.state = approved ? 'approved' : 'denied';
    part.decision = { id: part.approval, approved, reason: approved ? null : 'The user said no.' };
    viewOf.get(answer)?.update();
    if (!answer.parts.some((other) => other.state === 'asking')) {
      const decisions = answer.parts.filter((other) => other.decision).map((other) => other.decision);
      answer.parts.forEach((other) => delete other.decision);
      this.#run(answer, laneIndex, decisions);
    }
  }

  #retry(round, laneIndex) {
    if (this.isBusy) {
      return;
    }

    const lane = this.#conversation.lanes[laneIndex];
    rewind(lane, round.answers[laneIndex]);
    const { from } = round.answers[laneIndex];
    round.answers[laneIndex] = { ...newAnswer(lane), from };
    this.#draw();
    this.#toEnd();
    this.#run(round.answers[laneIndex], laneIndex);
  }

  #continue(answer, laneIndex) {
    if (!this.isBusy) {
      prepareContinue(answer, this.#conversation.lanes[laneIndex]);
      this.#run(answer, laneIndex);
    }
  }

  #edit() {
    if (!this.isBusy) {
      const round = removeLastRound(this.#conversation);
      this.#draw();
      this.actions.edit(round);
    }
  }

  #isAtEnd() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < NEAR_THE_END;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/** The view of each answer that is on the page. */
const viewOf = new WeakMap();
