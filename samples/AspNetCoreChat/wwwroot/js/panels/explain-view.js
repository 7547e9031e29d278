// Who would be asked if the chat were sent now, in which order and at what price at most. Nothing is sent.

import { send } from '../api.js';
import { $, h, show } from '../ui/dom.js';
import { dollars, providerName } from '../ui/format.js';

/** @param {() => Promise<object>} request What the next message would be sent with. */
export function setUpExplain(request) {
  const target = $('#explanation');
  $('#explain').addEventListener('click', async () => {
    target.setAttribute('aria-busy', 'true');
    try {
      const response = await send('POST', 'api/explain', await request());
      target.replaceChildren(...explanation(await response.json()));
    } catch (error) {
      target.replaceChildren(h('p', { class: 'error-text' }, error.message));
    }

    target.removeAttribute('aria-busy');
    show(target, true);
  });
}

/** What was explained is no longer so: the model or the settings have changed. */
export const forgetExplanation = () => show($('#explanation'), false);

const explanation = ({ routes, excluded, reason }) => [
  reason && h('p', { class: 'error-text' }, reason),
  routes.length > 0 && h('ol', { class: 'explained', 'aria-label': 'Order' }, ...routes.map(routeView)),
  excluded.length > 0 && h('p', { class: 'muted' }, `Not asked: ${excluded.map((one) => `${one.provider} (${one.reason})`).join(', ')}`),
].filter(Boolean);

const routeView = (route) =>
  h('li', { title: route.maxCostProblem ?? '' },
    h('strong', {}, providerName(route.provider)),
    ` ${route.maxCost === undefined || route.maxCost === null ? 'price not known' : `at most ${dollars(route.maxCost)}`}`,
    route.state !== 'Healthy' && `, ${route.state.toLowerCase()}`,
    route.heldBackBy && `, held back: ${route.heldBackBy}`,
    route.isFallback && ' ',
    route.isFallback && h('span', { class: 'tag' }, 'fallback'));
