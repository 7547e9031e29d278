// The blocks of Markdown as elements, from a short list of them: nothing that a model writes is ever HTML, its tags are shown as the text
// that they are. Each block can grow with what comes.

import { h } from '../ui/dom.js';
import { codeBlock } from './code-block.js';
import { keyOf, unmask } from './formulas.js';
import { inlineParts } from './inlines.js';
import { Children } from './reconcile.js';

const UNSEEN = new Set(['space', 'def', 'checkbox']);

/** The parts of a text, for `Children`. */
export const blockParts = (tokens, formulas) =>
  tokens.filter(({ type }) => !UNSEEN.has(type)).map((token) => ({
    key: keyOf(token.raw, formulas),
    type: typeOf(token),
    token,
    formulas,
    make: MAKERS[token.type] ?? asWritten,
  }));

const MAKERS = {
  // The page's own headings are 1 and 2.
  heading: (part) => line(h(`h${Math.min(6, part.token.depth + 2)}`), part),
  paragraph: (part) => line(h('p'), part),
  text: (part) => line(h('span'), part),
  code,
  blockquote,
  list,
  table,
  hr: () => ({ node: h('hr') }),
};

/** What tells blocks apart that cannot become each other. */
function typeOf({ type, depth, ordered, start, loose, lang, header, align }) {
  switch (type) {
    case 'heading':
      return `heading ${depth}`;
    case 'list':
      return `list ${ordered} ${start} ${loose}`;
    case 'code':
      return `code ${lang}`;
    case 'table':
      return `table ${header.map((cell) => cell.text).join('|')} ${align.join()}`;
    default:
      return type;
  }
}

const asWritten = ({ token, formulas }) => ({ node: h('p', {}, unmask(token.raw, formulas)) });

function line(node, part) {
  const partsOf = ({ token, formulas }) => inlineParts(token.tokens ?? [{ type: 'text', raw: token.text, text: token.text }], formulas);
  const children = new Children(node, partsOf(part));
  return growing(node, (longer) => children.update(partsOf(longer)));
}

function code({ token, formulas }) {
  const view = codeBlock(unmask(token.text, formulas), token.lang);
  return { node: view.node, grow: (longer) => view.grow(unmask(longer.token.text, longer.formulas)) };
}

function blockquote(part) {
  const node = h('blockquote');
  const children = new Children(node, blockParts(part.token.tokens, part.formulas));
  return growing(node, ({ token, formulas }) => children.update(blockParts(token.tokens, formulas)));
}

function list(part) {
  const { ordered, start } = part.token;
  const node = h(ordered ? 'ol' : 'ul', { start: ordered && start !== 1 ? start : null });
  const itemsOf = ({ token, formulas }) => token.items.map((item) => ({
    key: keyOf(item.raw, formulas).trimEnd(), type: `${item.task} ${item.checked}`, token: item, formulas, make: listItem,
  }));
  const children = new Children(node, itemsOf(part));
  return growing(node, (longer) => children.update(itemsOf(longer)));
}

function listItem(part) {
  const { task, checked } = part.token;
  const box = task && h('input', { type: 'checkbox', disabled: true, checked, 'aria-label': checked ? 'done' : 'open' });
  const node = h('li', { class: task ? 'task' : null }, box);
  const children = new Children(node, blockParts(part.token.tokens, part.formulas));
  return growing(node, ({ token, formulas }) => children.update(blockParts(token.tokens, formulas)));
}

function table(part) {
  const body = h('tbody');
  const cell = (tag, formulas) => (content, column) => {
    const node = h(tag, { class: part.token.align[column] ? `align-${part.token.align[column]}` : null });
    new Children(node, inlineParts(content.tokens, formulas));
    return node;
  };
  const rowsOf = ({ token, formulas }) => token.rows.map((row) => ({
    key: row.map((content) => keyOf(content.text, formulas)).join('\n'), type: 'row', make: () => ({ node: h('tr', {}, ...row.map(cell('td', formulas))) }),
  }));
  const children = new Children(body, rowsOf(part));
  const node = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', {}, h('thead', {}, h('tr', {}, ...part.token.header.map(cell('th', part.formulas)))), body));
  return growing(node, (longer) => children.update(rowsOf(longer)));
}

const growing = (node, take) => ({
  node,
  grow: (longer) => {
    take(longer);
    return true;
  },
});
