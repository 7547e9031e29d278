// C# from parts: literals, blocks, and colours for reading.

import { h } from '../ui/dom.js';

/** A string literal. JSON's is one, but for two characters that end a line in C#. */
export const literal = (text) => JSON.stringify(text ?? '').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('\u0085', '\\u0085');

/** Properties of an initializer, without those that are not set. */
export const initializer = (type, properties) => {
  const set = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? `new ${type}()` : `new ${type}\n{\n${set.map(([name, value]) => `    ${name} = ${value.replaceAll('\n', '\n    ')},`).join('\n')}\n}`;
};

export const program = (namespaces, ...parts) =>
  `${['InferenceProviders', ...namespaces, 'Microsoft.Extensions.AI'].sort().map((name) => `using ${name};`).join('\n')}\n\n${parts.filter(Boolean).join('\n\n')}\n`;

export const ROUTER = 'using var router = new InferenceRouter(); // takes the token from HF_TOKEN';

export const providerArgument = (provider) => (provider ? `, provider: ${literal(provider)}` : '');

const WORDS = 'using|new|var|await|foreach|in|while|true|false|case|switch|break|if|null|return|is|string|int|not';
const PATTERN = new RegExp(`(//.*)|("(?:[^"\\\\]|\\\\.)*")|\\b(${WORDS})\\b|\\b([A-Z]\\w*)\\b`, 'g');
const CLASSES = ['comment', 'string', 'keyword', 'type'];

/** The code as elements, with its words in colours. */
export function coloured(code) {
  const nodes = [];
  let end = 0;
  for (const match of code.matchAll(PATTERN)) {
    const kind = match.slice(1).findIndex((group) => group !== undefined);
    nodes.push(code.slice(end, match.index), h('span', { class: `code-${CLASSES[kind]}` }, match[0]));
    end = match.index + match[0].length;
  }

  return [...nodes, code.slice(end)];
}
