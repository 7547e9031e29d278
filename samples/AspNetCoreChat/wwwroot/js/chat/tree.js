// A chat's rounds are a tree: a prompt that is changed, and an answer that is asked for again, begin a branch beside the one that was there.

/** The rounds that are on the page, from the first one to the leaf. */
export function path({ rounds, leaf }) {
  const byId = new Map(rounds.map((round) => [round.id, round]));
  const found = [];
  for (let round = byId.get(leaf); round; round = byId.get(round.parent)) {
    found.push(round);
  }

  return found.reverse();
}

/** The rounds that begin where this one does, in the order in which they came. */
export const siblings = ({ rounds }, { parent }) => rounds.filter((round) => round.parent === parent);

/** Goes to the branch of a round, to its newest end. */
export function follow(chat, round) {
  let end = round;
  for (let next = round; next; next = chat.rounds.findLast(({ parent }) => parent === end.id)) {
    end = next;
  }

  chat.leaf = end.id;
}

/** Adds a round below another, or at the beginning, and goes there. */
export function grow(chat, parent, round) {
  const grown = { id: crypto.randomUUID(), parent: parent?.id ?? null, ...round };
  chat.rounds.push(grown);
  chat.leaf = grown.id;
  return grown;
}

export const parentOf = ({ rounds }, { parent }) => rounds.find(({ id }) => id === parent) ?? null;
