// Where a formula is in a text, and where what looks like one is code, an address or a price.

const LONGEST = 5000;

/** What is looked at next: fenced code, code, addresses, escapes, and what begins a formula. */
export const TOKENS = new RegExp([
  String.raw`(?<fence>^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?<ticks>\x60{3,}|~{3,})[^\n]*$)`,
  String.raw`\$\x60(?<quoted>[^\x60\n]+)\x60\$`,
  '(?<code>`+)',
  String.raw`https?:\/\/[^\s<>]+`,
  String.raw`\\begin\{(?<environment>(?:equation|align|alignat|gather|multline|CD)\*?)\}`,
  String.raw`\\(?<bracket>[([])`,
  String.raw`\\[^]`,
  String.raw`(?<!\\)(?<dollars>\$\$?)`,
].join('|'), 'gm');

/** The formula that a match begins; null when it is none. */
export function formulaAt(text, match) {
  const { fence, quoted, environment, bracket, dollars } = match.groups;
  if (fence) {
    return isFormulaFence(fence) ? fenced(text, match) : null;
  }

  if (quoted) {
    return { tex: quoted, display: false, end: match.index + match[0].length };
  }

  const begin = match.index + match[0].length;
  if (environment) {
    const closing = `\\end{${environment}}`;
    const end = text.indexOf(closing, begin);
    return end < 0 || end - begin > LONGEST ? null : { tex: text.slice(match.index, end + closing.length), display: true, end: end + closing.length };
  }

  return bracket ? bracketed(text, match.index, begin, bracket)
    : dollars === '$$' ? between(text, begin, '$$', true, startsLine(text, match.index))
    : dollars === '$' ? dollar(text, match.index, begin)
    : null;
}

const isFormulaFence = (fence) => /[\x60~]\s*math\s*$/.test(fence);

function fenced(text, match) {
  const end = endOfFence(text, match);
  const begin = match.index + match[0].length;
  const closing = text.lastIndexOf('\n', end - 1);
  return end === null || closing < begin ? null : { tex: text.slice(begin, closing), display: true, end, begin: match.index + match[0].indexOf(match.groups.ticks) };
}

function bracketed(text, index, begin, bracket) {
  const isDisplay = bracket === '[';
  const found = between(text, begin, isDisplay ? '\\]' : '\\)', isDisplay, isDisplay && startsLine(text, index));

  // "\[1\]" and "\[sic\]" in a sentence are brackets that were escaped.
  return found && isDisplay && !startsLine(text, index) && /^[A-Za-z0-9\s,.-]*$/.test(found.tex) ? null : found;
}

function between(text, begin, closing, display, mayHaveBlankLines) {
  const end = text.indexOf(closing, begin);
  const tex = end < 0 ? '' : text.slice(begin, end);
  return tex.trim() === '' || tex.length > LONGEST || (!mayHaveBlankLines && hasBlankLine(tex)) ? null : { tex, display, end: end + closing.length };
}

/** As Pandoc has it: no space inside the dollars, and no digit after them; and not a price, nor a variable of a shell. */
function dollar(text, index, begin) {
  if (!mayOpen(text, index, begin)) {
    return null;
  }

  const tex = /^(?:\\[^]|[^$\\])+/.exec(text.slice(begin, begin + LONGEST))?.[0] ?? '';
  const end = begin + tex.length;
  const next = text.slice(end + 1, end + 5);
  const closes = text[end] === '$' && !/\s$/.test(tex) && /^(?:$|[^A-Za-z0-9]|(?:th|st|nd|rd|s|d)(?![A-Za-z0-9]))/.test(next);
  return closes && !BREAK.test(tex) && !/[/:=({[]$/.test(tex) && !isProse(tex) ? { tex, display: false, end: end + 1 } : null;
}

const mayOpen = (text, index, begin) => begin < text.length && !/\s/.test(text[begin]) && !/[A-Za-z0-9$]/.test(text[index - 1] ?? '');

/** Where another block begins, so that no line can go on. */
const BREAK = /\n[ \t>]*(?:\n|[|#]|[-*+][ \t]|\d+[.)][ \t]|\x60{3}|~{3})|\|[ \t]*\n/;

const hasBlankLine = (text) => /\n[ \t>]*\n/.test(text);

const startsLine = (text, index) => /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*$/.test(text.slice(text.lastIndexOf('\n', index - 1) + 1, index));

/** Words of a language, where TeX has letters. */
function isProse(tex) {
  const rest = tex.replace(/\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|textit|mbox)\s*\{[^}]*\}/g, ' ').replace(/\\[A-Za-z]+/g, ' ');
  return /^\d/.test(tex) ? /\b(?:an?|and|at|by|each|for|from|in|is|of|off|on|or|per|plus|than|the|to|vs|with)\b|[A-Za-z]{4,}/.test(rest)
    : /[A-Za-z]{3,}[,;:]? +[A-Za-z]{2,}/.test(rest) && !/[\\^_=+]/.test(tex);
}

/** Whether the end of a text that grows may be the beginning of a formula. */
export function isBegun(text, { index, 0: match, groups: { fence, environment, bracket, dollars } }) {
  if (fence) {
    return isFormulaFence(fence);
  }

  const rest = text.slice(index + match.length);
  if (environment || bracket || dollars === '$$') {
    const mayHaveBlankLines = bracket !== '(' && startsLine(text, index);
    return rest.length < LONGEST && (mayHaveBlankLines || !hasBlankLine(rest)) && !isProse(rest)
      && !rest.includes(bracket === '(' ? '\\)' : bracket === '[' ? '\\]' : environment ? '\\end' : '$$');
  }

  // A lone dollar: a number after it is a price until it is clear that it is not.
  return dollars === '$' && (rest === '' || (mayOpen(text, index, index + 1) && rest.length < 300 && !/[\n$]/.test(rest)
    && (!/^\d/.test(rest) || /^[\d.,]+[A-Za-z]?\s*(?:[\\^_{+*=<>]|$)/.test(rest)) && !isProse(rest)));
}

/** Where to go on: behind the code that begins here, or behind what was matched. */
export function after(text, found, isGrowing) {
  const { index, 0: match, groups: { fence, code } } = found;
  const behind = index + match.length;
  if (fence) {
    return endOfFence(text, found) ?? text.length;
  }

  if (code) {
    const closing = new RegExp(`(?<!\`)\`{${code.length}}(?!\`)`, 'g');
    closing.lastIndex = behind;
    const end = closing.exec(text)?.index ?? (isGrowing ? text.length : -1);
    return end >= 0 && !hasBlankLine(text.slice(behind, end)) ? Math.min(end + code.length, text.length) : behind;
  }

  return behind;
}

/** Null when the code has no end. */
function endOfFence(text, { index, 0: match, groups: { ticks } }) {
  const closing = new RegExp(`^[ \\t>]*${ticks[0]}{${ticks.length},}[ \\t]*$`, 'gm');
  closing.lastIndex = index + match.length;
  return closing.exec(text) ? closing.lastIndex : null;
}

/** In a quotation each line of a formula begins with the quotation's mark, which is not the formula's. */
export function withoutQuoteMarks(text, index, tex) {
  const line = text.slice(text.lastIndexOf('\n', index - 1) + 1);
  return /^[ \t]*>/.test(line) ? tex.replace(/\n[ \t]*(?:>[ \t]?)+/g, '\n') : tex;
}
