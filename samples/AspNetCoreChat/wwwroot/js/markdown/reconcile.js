// Brings elements up to date with what they show. What has not changed stays as it is, with the selection in it.

/**
 * @typedef {{node: Node, grow?: (part: object) => boolean}} View `grow` takes in a part that has become longer; false when it cannot.
 * @typedef {{key: string, type: string, make: (part: object) => View}} Part
 */

export class Children {
  #parent;
  #shown = [];

  constructor(parent, parts = []) {
    this.#parent = parent;
    this.update(parts);
  }

  /** @param {Part[]} parts What the parent shows, from `from` on. */
  update(parts, from = 0) {
    let same = 0;
    for (; same < parts.length && from + same < this.#shown.length; same++) {
      const shown = this.#shown[from + same];
      const part = parts[same];
      if (shown.key !== part.key) {
        if (shown.type !== part.type || !shown.view.grow?.(part)) {
          break;
        }

        shown.key = part.key;
      }
    }

    for (const { view } of this.#shown.splice(from + same)) {
      view.node.remove();
    }

    for (const part of parts.slice(same)) {
      const view = part.make(part);
      this.#shown.push({ key: part.key, type: part.type, view });
      this.#parent.append(view.node);
    }
  }
}
