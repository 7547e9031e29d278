// Markdown as elements. The library only splits the text into tokens; what becomes of them is built here from a short list of
// elements, so that nothing which a model writes is ever HTML: its tags are shown as the text that they are.

import { Lexer } from '../lib/marked/marked.esm.js';
import { copyButton } from './ui/buttons.js';
import { h } from './ui/dom.js';

const OPTIONS = { gfm: true, breaks: true };
const SAFE_SCHEMES = new Set(['https:', 'http:', 'mailto:']);
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Shows a text that grows: what has not changed stays as it is, with the selection in it. */
export class MarkdownView {
  #root;
  #shown = [];

  constructor(root) {
    this.#root = root;
  }

  update(text) {
    const tokens = new Lexer(OPTIONS).lex(text);
    let same = 0;
    while (same < tokens.length && same < this.#shown.length && tokens[same].raw === this.#shown[same].raw) {
      same++;
    }

    for (const { node } of this.#shown.splice(same)) {
      node?.remove();
    }

    for (const token of tokens.slice(same)) {
      const node = block(token);
      this.#shown.push({ raw: token.raw, node });
      if (node) {
        // Each block by its own first letter: an answer in Arabic may quote English. Code is always from left to right.
        node.dir = token.type === 'code' ? 'ltr' : 'auto';
        this.#root.append(node);
      }
    }
  }
}

const blocks = (tokens) => tokens.map(block).filter(Boolean);

function block(token) {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      // The page's own headings are 1 and 2.
      return h(`h${Math.min(6, token.depth + 2)}`, {}, ...inlines(token.tokens));
    case 'paragraph':
      return h('p', {}, ...inlines(token.tokens));
    case 'code':
      return codeBlock(token.text, token.lang);
    case 'blockquote':
      return h('blockquote', {}, ...blocks(token.tokens));
    case 'list':
      return h(token.ordered ? 'ol' : 'ul', { start: token.ordered && token.start !== 1 ? token.start : null }, ...token.items.map(listItem));
    case 'table':
      return table(token);
    case 'hr':
      return h('hr');
    case 'text':
      return token.tokens ? h('span', {}, ...inlines(token.tokens)) : h('span', {}, decode(token.text));
    default:
      return h('p', {}, token.raw);
  }
}

function listItem(item) {
  const box = item.task && h('input', { type: 'checkbox', disabled: true, checked: item.checked, 'aria-label': item.checked ? 'done' : 'open' });
  return h('li', { class: item.task ? 'task' : null }, box, ...blocks(item.tokens.filter((token) => token.type !== 'checkbox')));
}

function table({ header, rows, align }) {
  const cell = (tag) => (content, column) => h(tag, { class: align[column] ? `align-${align[column]}` : null }, ...inlines(content.tokens));
  return h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', {},
      h('thead', {}, h('tr', {}, ...header.map(cell('th')))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cell('td')))))));
}

function codeBlock(code, language) {
  const name = (language ?? '').match(/^[\w#+.-]{1,20}/)?.[0] ?? 'text';
  return h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, name), copyButton(code)),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': `Code, ${name}` }, h('code', {}, code)));
}

const inlines = (tokens = []) => tokens.map(inline);

function inline(token) {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return h(token.type, {}, ...inlines(token.tokens));
    case 'codespan':
      return h('code', {}, token.text);
    case 'br':
      return h('br');
    case 'link':
      return link(token.href, inlines(token.tokens)) ?? token.raw;
    case 'image':
      // Not loaded: the address of a picture can carry away what was said.
      return link(token.href, [`[picture: ${token.text || token.href}]`]) ?? token.raw;
    case 'escape':
    case 'text':
      return token.tokens ? h('span', {}, ...inlines(token.tokens)) : decode(token.text);
    default:
      return token.raw;
  }
}

/** Null for an address that is not one of the web's. */
function link(href, children) {
  const url = URL.canParse(href) ? new URL(href) : null;
  return url && SAFE_SCHEMES.has(url.protocol)
    ? h('a', { href: url.href, title: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children)
    : null;
}

const decode = (text) =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,5}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : null;
    return code === null ? (ENTITIES[name] ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
