// Signs of providers and models, made of their names: two letters, and a hue that is the same everywhere.

import { h } from './dom.js';
import { modelName } from './format.js';

/** What no one needs to hear: the name stands beside it. */
export const providerMark = (name) => mark('provider', name, name);

export const modelMark = (id) => mark('model', modelName(id), id.split('/')[0]);

/** @param {string} family What has the same is of the same hue. */
function mark(kind, name, family) {
  const element = h('span', { class: 'mark', data: { kind }, 'aria-hidden': 'true' }, letters(name));
  element.style.setProperty('--hue', hue(family));
  return element;
}

/** The first letters of the first two words: "fal-ai" is FA, "gpt-oss-120b" is GO. Of one word its first two: "Qwen3-32B" is QW. */
function letters(name) {
  const [first = '?', second] = name.match(/(?<![\p{L}\d])\p{L}+/gu) ?? [];
  return (second ? first[0] + second[0] : first.slice(0, 2)).toUpperCase();
}

/** FNV's hash, as an angle: names that differ in a letter get hues that are far apart. */
function hue(name) {
  let hash = 0x811c9dc5;
  for (const letter of name) {
    hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  }

  return (hash >>> 0) % 360;
}
