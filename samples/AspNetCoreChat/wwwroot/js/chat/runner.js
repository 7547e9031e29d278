// Gets answers: in a chat one tab at a time, in a tab any number of lanes at once, and Stop ends them all.

import { flush } from '../store/chats.js';
import { Turn } from '../store/tabs.js';
import { announce } from '../ui/announcer.js';
import { runAnswer } from './answer.js';
import { historyOf, settle, touch } from './conversation.js';

const ENDINGS = { waiting: 'A tool call waits for your decision.', stopped: 'The answer was stopped.', failed: 'The answer failed.' };

export class Runner {
  #controller = null;
  #running = 0;
  #turn = new Turn();

  /** @param {{changed: (answer: object) => void, busy: (busy: boolean) => void, problem: (message: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
  }

  get isBusy() {
    return this.#running > 0;
  }

  stop() {
    this.#controller?.abort();
  }

  /**
   * Does what gets answers, when no other tab does so in this chat.
   * @param {() => Promise<unknown>} work
   * @returns {Promise<boolean>} False when another tab is at it.
   */
  async answering(chat, work) {
    this.#begin();
    const isOurs = await this.#turn.enter(chat.id);
    try {
      if (isOurs) {
        if (this.#running === 1) {
          settle(chat);
        }

        await work();
      } else {
        this.actions.problem('Another tab gets an answer in this chat: wait for its end.');
      }
    } finally {
      this.#end();
      if (isOurs) {
        await flush(); // The other tabs see the whole answer before they may go on.
        this.#turn.leave();
      }
    }

    return isOurs;
  }

  /** @param {() => void} updated Called after every change of the answer. */
  async run(chat, round, lane, updated, decisions = []) {
    const answer = round.answers[lane];
    announce('The answer is coming.');
    await runAnswer(chat.lanes[lane], answer, { messages: historyOf(chat, round, lane), decisions }, this.#controller.signal, () => {
      updated();
      touch(chat);
    });
    this.actions.changed(answer);
    announce(ENDINGS[answer.status] ?? 'The answer is complete.');
  }

  #begin() {
    if (!this.#controller || this.#controller.signal.aborted) {
      this.#controller = new AbortController();
    }

    if (this.#running++ === 0) {
      this.actions.busy(true);
    }
  }

  #end() {
    if (--this.#running === 0) {
      this.actions.busy(false);
    }
  }
}
