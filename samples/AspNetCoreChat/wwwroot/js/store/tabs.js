// What the tabs of this page tell each other, and who of them answers in a chat.

const channel = new BroadcastChannel('playground');
const lockOf = (id) => `playground.chat.${id}`;

/** @param {{kind: 'chat' | 'removed' | 'media' | 'usage', id?: string}} message Goes to the other tabs. */
export const tell = (message) => channel.postMessage(message);

export const hear = (listener) => channel.addEventListener('message', (event) => listener(event.data));

/** The chats in which this tab gets an answer. */
const held = new Set();

export const holds = (id) => held.has(id);

/** Whether some tab gets an answer in a chat now. */
export const isAnswered = async (id) => (await navigator.locks.query()).held.some(({ name }) => name === lockOf(id));

/** The right to answer in a chat: one tab has it, from its first answer's start to its last one's end. */
export class Turn {
  #running = 0;
  #release = null;
  #left = Promise.resolve();

  /** False when another tab has it. */
  enter(id) {
    if (this.#running++ > 0) {
      return Promise.resolve(true);
    }

    // What this tab has just left may not be free yet.
    return this.#left.then(() => new Promise((resolve, reject) => {
      this.#left = navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock) {
          held.add(id);
          return new Promise((release) => (this.#release = release)).then(() => held.delete(id));
        }

        this.#running = 0;
      }).catch(reject);
    }));
  }

  leave() {
    if (--this.#running === 0) {
      this.#release();
    }
  }
}
