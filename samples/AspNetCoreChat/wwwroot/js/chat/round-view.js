// One round on the page: the prompt, and the answers beside each other.

import { h } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { icon } from '../ui/icons.js';

/**
 * @param {object} round
 * @param {HTMLElement[]} answers
 * @param {{index: number, count: number}} branch Which of the branches that begin here this is.
 * @param {{edit: () => void, turn: (step: number) => void}} actions
 */
export function roundView({ text, images, files = [] }, answers, branch, { edit, turn }) {
  return h('section', { class: 'round', 'aria-label': 'Question and answer' },
    h('div', { class: 'prompt-line' },
      branch.count > 1 && branches(branch, turn),
      iconButton('edit', 'Edit this prompt', edit, { class: 'icon-button edit' }),
      h('div', { class: 'prompt' },
        images.length > 0 && h('div', { class: 'prompt-pictures' }, ...images.map((uri) => h('img', { src: uri, alt: 'A picture that was sent' }))),
        files.length > 0 && h('ul', { class: 'prompt-files plain', 'aria-label': 'Files' }, ...files.map(({ name }) => h('li', { class: 'tag', dir: 'auto' }, icon('file'), name))),
        text && h('p', { dir: 'auto' }, text))),
    h('div', { class: 'answers', data: { count: answers.length } }, ...answers));
}

function branches({ index, count }, turn) {
  return h('div', { class: 'branches', role: 'group', 'aria-label': 'Branches' },
    iconButton('left', 'Previous branch', () => turn(-1), { disabled: index === 0 }),
    h('span', { 'aria-label': `Branch ${index + 1} of ${count}` }, `${index + 1}/${count}`),
    iconButton('right', 'Next branch', () => turn(1), { disabled: index === count - 1 }));
}
