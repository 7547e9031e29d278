// A request to a provider and its response as they were, fetched when somebody looks: the server has struck the secrets out.

import { getJson } from '../api.js';
import { copyButton } from '../ui/buttons.js';
import { h } from '../ui/dom.js';

export function exchangeView(id) {
  const body = h('div', { class: 'exchange', 'aria-live': 'polite' });
  const details = h('details', {}, h('summary', {}, 'Request and response'), body);
  details.addEventListener('toggle', async () => {
    if (details.open && body.childElementCount === 0) {
      try {
        body.replaceChildren(...parts(await getJson(`api/wire/${id}`)));
      } catch (error) {
        body.replaceChildren(h('p', { class: 'muted' }, error.message));
      }
    }
  });
  return details;
}

const parts = (exchange) => [
  message('Request', `${exchange.method} ${exchange.url}`, exchange.requestHeaders, exchange.requestBody),
  message('Response', String(exchange.status ?? exchange.failure ?? 'None'), exchange.responseHeaders, exchange.responseBody),
];

function message(title, start, headers, body) {
  const text = [start, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...(body ? ['', pretty(body)] : [])].join('\n');
  return h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, title), copyButton(text)),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': title }, h('code', {}, text)));
}

/** JSON with its lines; anything else as it is. */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
