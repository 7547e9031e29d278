// What stands in a line of Markdown: words, emphasis, links, code, formulas.

import { h } from '../ui/dom.js';
import { keyOf, pieces, unmask } from './formulas.js';
import { formula } from './math.js';

const SAFE_SCHEMES = new Set(['https:', 'http:', 'mailto:']);
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The parts of a line, for `Children`. */
export function inlineParts(tokens = [], formulas) {
  const parts = tokens.flatMap((token) => (isWords(token) ? wordParts(token.text, formulas) : [{
    key: keyOf(token.raw, formulas), type: token.type, make: () => ({ node: inline(token, formulas) }),
  }]));

  // A formula on lines of its own brings its own space.
  return parts.filter((part, index) => part.type !== 'br' || !(parts[index - 1]?.isDisplay || parts[index + 1]?.isDisplay));
}

const isWords = (token) => token.type === 'text' && !token.tokens;

const wordParts = (text, formulas) =>
  pieces(text, formulas).map((piece) => (typeof piece === 'string' ? { key: piece, type: 'words', make: () => words(piece) } : {
    key: piece.pending ? 'pending' : piece.source, type: 'formula', isDisplay: piece.display, make: () => ({ node: formula(piece) }),
  }));

function words(text) {
  const node = document.createTextNode(decode(text));
  return {
    node,
    grow: ({ key }) => {
      node.data = decode(key);
      return true;
    },
  };
}

const inlines = (tokens, formulas) => inlineParts(tokens, formulas).map((part) => part.make(part).node);

function inline(token, formulas) {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return h(token.type, {}, ...inlines(token.tokens, formulas));
    case 'codespan':
      return h('code', {}, unmask(token.text, formulas));
    case 'br':
      return h('br');
    case 'link':
      return link(unmask(token.href, formulas), inlines(token.tokens, formulas)) ?? text(token, formulas);
    case 'image': {
      // Not loaded: the address of a picture can carry away what was said.
      const href = unmask(token.href, formulas);
      return link(href, [`[picture: ${unmask(token.text, formulas) || href}]`]) ?? text(token, formulas);
    }
    case 'text':
      return h('span', {}, ...inlines(token.tokens, formulas));
    case 'escape':
      return document.createTextNode(decode(unmask(token.text, formulas)));
    default:
      return text(token, formulas);
  }
}

/** As it was written: HTML too is the text that it is. */
const text = (token, formulas) => document.createTextNode(unmask(token.raw, formulas));

/** Null for an address that is not one of the web's. */
function link(href, children) {
  const url = URL.canParse(href) ? new URL(href) : null;
  return url && SAFE_SCHEMES.has(url.protocol)
    ? h('a', { href: url.href, title: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children)
    : null;
}

const decode = (escaped) =>
  escaped.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,5}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : null;
    return code === null ? (ENTITIES[name] ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
