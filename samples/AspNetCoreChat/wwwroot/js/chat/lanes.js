// Which models answer in a chat, one to four of them side by side, and how each is reached.

import { getChatModels } from '../models/catalog.js';
import { ModelPicker } from '../models/model-picker.js';
import { save, state } from '../store.js';
import { $ } from '../ui/dom.js';
import { newLane } from './conversation.js';
import { MOST_LANES, drawLanes } from './lanes-bar.js';

/** What the first chat of a page begins with: what was chosen last. */
export const firstLanes = (session) => (state.settings.lanes.length > 0 ? structuredClone(state.settings.lanes) : [newLane(session.model)]);

export class Lanes {
  #picker = new ModelPicker();

  /** @param {{chat: () => object, isBusy: () => boolean, changed: () => void, chosen: () => void}} page */
  constructor(page) {
    this.page = page;
    $('#sides').addEventListener('click', () => this.toggle());
    $('#lane-add').addEventListener('click', () => this.#add());
  }

  draw() {
    drawLanes(this.page.chat(), { choose: (lane) => this.choose(lane), remove: (lane) => this.#set(this.page.chat().lanes.filter((other) => other !== lane)) });
  }

  /** Two models side by side, or one again. */
  toggle() {
    const { lanes } = this.page.chat();
    return lanes.length > 1 ? this.#set([lanes[0]]) : this.#add();
  }

  choose(lane = this.page.chat().lanes[0]) {
    this.#picker.open(lane, (choice) => this.use(lane, choice));
  }

  use(lane, choice) {
    Object.assign(lane, choice);
    this.#changed();
    this.page.chosen();
  }

  /** Adds the next model of the catalog that is not used yet. */
  async #add() {
    const models = await getChatModels().catch(() => []);
    const { lanes } = this.page.chat();
    if (lanes.length < MOST_LANES) {
      const used = lanes.map((lane) => lane.model);
      this.#set([...lanes, newLane(models.find(({ id }) => !used.includes(id))?.id ?? used[0])]);
    }
  }

  #set(lanes) {
    if (!this.page.isBusy()) {
      this.page.chat().lanes = lanes;
      this.#changed();
    }
  }

  #changed() {
    state.settings.lanes = structuredClone(this.page.chat().lanes);
    save();
    this.page.changed();
  }
}
