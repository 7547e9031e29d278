// The conversation on the page: prompts, answers side by side, and what can be done with them.

import { $, show } from '../ui/dom.js';
import { state } from '../store.js';
import { isAnswered } from '../store/tabs.js';
import { AnswerView } from './answer-view.js';
import { prepareContinue } from './cut.js';
import { addRound, isWaiting, newAnswer, touch } from './conversation.js';
import { examples } from './examples.js';
import { Log } from './log.js';
import { giveCanned, giveResult } from './own-functions.js';
import { roundView } from './round-view.js';
import { Runner } from './runner.js';
import { follow, grow, parentOf, path, siblings } from './tree.js';

const NEAR_THE_END = 120;
const MOST_CALLS = 8;

/** So many rounds are drawn at once when a chat is opened, the others when they come near. */
const DRAWN_AT_ONCE = 6;

export class ChatView {
  #log = new Log();
  #scroller = $('#chat-scroll');
  #chat = null;
  #runner;
  #isPinned = true;

  /** @param {{changed: (answer: object) => void, busy: (busy: boolean) => void, inspect: (answer: object) => void, edit: (round: object) => void, toolsChanged: () => void, problem: (message: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.#runner = new Runner(actions);
    this.#scroller.addEventListener('scroll', () => this.#pin(this.#isAtEnd()), { passive: true });

    // Who is at the end stays there while it grows.
    new ResizeObserver(() => (this.#isPinned ? this.#toEnd() : this.#pin(this.#isAtEnd()))).observe($('#log'));
    $('#to-end').addEventListener('click', () => this.#toEnd());
  }

  get isBusy() {
    return this.#runner.isBusy;
  }

  /** @param {boolean} stays Whether it is the chat that was shown, changed by another tab. */
  show(chat, stays = false) {
    if (!stays) {
      this.stop();
    }

    this.#chat = chat;
    this.draw();
    if (!stays) {
      this.#toEnd();
    }
  }

  /**
   * @param {object | null} instead The round that this one is a branch beside; null goes on from the end.
   * @returns {Promise<boolean>} False when another tab is at it.
   */
  send(text, images, files, instead) {
    return this.#runner.answering(this.#chat, () => {
      const parent = instead ? parentOf(this.#chat, instead) : path(this.#chat).at(-1);
      const round = addRound(this.#chat, parent, text, images, files);
      parent?.answers.forEach((answer) => viewOf.get(answer)?.update());
      this.#drawToEnd();
      this.actions.asked();
      return Promise.all(round.answers.map((_, lane) => this.#run(round, lane)));
    });
  }

  stop() {
    this.#runner.stop();
  }

  draw() {
    const rounds = path(this.#chat);
    if (rounds.length === 0) {
      this.#log.show(examples((example) => this.actions.example(example)));
      return;
    }

    const { lanes } = this.#chat;
    const far = new Set(rounds.slice(0, -DRAWN_AT_ONCE));
    this.#log.draw(rounds.map((round) => ({ round, key: `${siblings(this.#chat, round).length} ${lanes.length}` })), (round) => this.#round(round, far.has(round)));
  }

  #round(round, isFar) {
    const answers = round.answers.map((answer, lane) => {
      const can = Boolean(this.#chat.lanes[lane]);
      const view = new AnswerView(answer, {
        give: (part, text) => this.#give(round, lane, part, text),
        decide: (part, approved, always) => this.#decide(round, lane, part, approved, always),
        retry: can ? () => this.#retry(round, lane) : null,
        proceed: can ? () => this.#continue(round, lane) : null,
        inspect: () => this.actions.inspect(answer),
      }, isFar);
      viewOf.set(answer, view);
      return view.element;
    });
    const branches = siblings(this.#chat, round);
    const index = branches.indexOf(round);
    return roundView(round, answers, { index, count: branches.length }, {
      edit: () => this.isBusy || this.actions.edit(round),
      turn: (step) => this.#follow(branches[index + step]),
    });
  }

  async #run(round, lane, decisions) {
    const chat = this.#chat;
    const answer = round.answers[lane];
    let calls = 0;
    do {
      await this.#runner.run(chat, round, lane, () => viewOf.get(answer)?.update(), calls === 0 ? decisions : []);
    } while (giveCanned(answer) && !isWaiting(answer) && ++calls < MOST_CALLS);
    if (answer.status === 'waiting' && !isWaiting(answer)) {
      answer.status = 'done';
    }

    viewOf.get(answer)?.update();
  }

  /** The result of a call of the person's own function. */
  #give(round, lane, part, text) {
    const answer = round.answers[lane];
    giveResult(answer, part, text);
    viewOf.get(answer)?.update();
    this.#goOn(round, lane);
  }

  /** All calls of an answer are decided before it goes on. */
  #decide(round, lane, part, approved, always = false) {
    if (always) {
      const server = state.settings.servers.find((candidate) => candidate.name === part.server);
      server?.trusted?.push(part.name);
      this.actions.toolsChanged();
    }

    const answer = round.answers[lane];
    part.state = approved ? 'approved' : 'denied';
    part.decision = { id: part.approval, approved, reason: approved ? null : 'The user said no.' };
    viewOf.get(answer)?.update();
    this.#goOn(round, lane);
  }

  #goOn(round, lane) {
    const answer = round.answers[lane];
    if (!isWaiting(answer)) {
      const decisions = answer.parts.filter((other) => other.decision).map((other) => other.decision);
      answer.parts.forEach((other) => delete other.decision);
      this.#runner.answering(this.#chat, () => this.#run(round, lane, decisions));
    }
  }

  /** What failed at the end is tried again in its place; an answer that came keeps it, and the new one is a branch. */
  #retry(round, lane) {
    if (this.isBusy) {
      return;
    }

    this.#runner.answering(this.#chat, () => {
      let target = round;
      if (round.answers[lane].status === 'failed' && round.id === this.#chat.leaf) {
        this.#log.forget(round);
      } else {
        const { text, images, files, answers } = structuredClone(round);
        target = grow(this.#chat, parentOf(this.#chat, round), { text, images, files, answers });
      }

      target.answers[lane] = newAnswer(this.#chat.lanes[lane]);
      this.#drawToEnd();
      return this.#run(target, lane);
    });
  }

  #continue(round, lane) {
    if (!this.isBusy) {
      prepareContinue(round.answers[lane]);
      this.#runner.answering(this.#chat, () => this.#run(round, lane));
    }
  }

  async #follow(round) {
    if (!this.isBusy) {
      follow(this.#chat, round);
      this.draw();
      this.actions.changed(path(this.#chat).at(-1).answers[0]);
      if (!(await isAnswered(this.#chat.id))) {
        touch(this.#chat);
      }
    }
  }

  #drawToEnd() {
    this.draw();
    this.#toEnd();
  }

  #isAtEnd() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < NEAR_THE_END;
  }

  #pin(isPinned) {
    this.#isPinned = isPinned;
    show($('#to-end'), !isPinned);
  }

  #toEnd() {
    this.#pin(true);
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/** The view of each answer that is on the page. */
const viewOf = new WeakMap();
