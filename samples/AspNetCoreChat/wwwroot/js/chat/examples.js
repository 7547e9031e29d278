// What a new chat offers to begin with.

import { h } from '../ui/dom.js';

const EXAMPLES = [
  { title: 'Ask', text: 'Tell me a fun fact about the Eiffel Tower.' },
  { title: 'Call a tool', text: 'What is the weather like in Paris and in Oslo?', tools: ['get_weather'] },
  { title: 'Approve an MCP call', text: 'Book a table for 4 people in Paris, please.', mcp: true },
  { title: 'Watch it stream', text: 'Count to 200' },
];

/** @param {(example: {text: string, tools?: string[], mcp?: boolean}) => void} choose */
export function examples(choose) {
  return h('div', { class: 'welcome' },
    h('h1', {}, 'What would you like to ask?'),
    h('p', { class: 'muted' }, 'Any model of the catalog, on any provider. Nothing of this conversation is stored outside your browser.'),
    h('ul', { class: 'examples' }, ...EXAMPLES.map((example) =>
      h('li', {}, h('button', { type: 'button', class: 'example', on: { click: () => choose(example) } }, h('strong', {}, example.title), h('span', {}, example.text))))));
}
