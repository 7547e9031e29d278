// The models that there are, fetched once a page.

import { getJson } from '../api.js';

let chatModels;
const taskModels = new Map();
const taskProviders = new Map();

export const getChatModels = () => (chatModels ??= getJson('api/models').catch((error) => {
  chatModels = undefined;
  throw error;
}));

export const getTaskModels = (task) => keep(taskModels, task, () => getJson(`api/models/${encodeURIComponent(task)}`));

export const getTaskProviders = (model, task) =>
  keep(taskProviders, `${model} ${task}`, () => getJson(`api/providers?${new URLSearchParams({ model, task })}`));

function keep(map, key, fetchIt) {
  if (!map.has(key)) {
    map.set(key, fetchIt().catch((error) => {
      map.delete(key);
      throw error;
    }));
  }

  return map.get(key);
}

/** Models that have all words of the search in their name or their providers', and all that is asked for. */
export function findModels(models, search, needs) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = `${model.id} ${model.offers.map((offer) => offer.provider).join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word)) && [...needs].every((need) => has(model, need));
  });
}

const has = (model, need) =>
  need === 'image' ? model.input.includes('image') : need === 'tools' ? model.offers.some((offer) => offer.tools) : model.offers.some((offer) => offer.schemas);

/** What the offers of a model span. */
export function span(model) {
  const all = (pick) => model.offers.map(pick).filter((value) => value !== undefined && value !== null);
  return {
    cheapest: all((offer) => offer.outputPrice).length > 0 ? Math.min(...all((offer) => offer.outputPrice)) : null,
    context: Math.max(0, ...all((offer) => offer.context)),
    tools: has(model, 'tools'),
    schemas: has(model, 'schemas'),
    images: has(model, 'image'),
  };
}

export const POLICIES = [
  { value: null, label: 'Automatic', hint: 'Hugging Face chooses' },
  { value: 'fastest', label: 'Fastest', hint: 'by measured speed' },
  { value: 'cheapest', label: 'Cheapest', hint: 'by catalog price' },
  { value: 'listed', label: 'Listed', hint: "in the Hub's order" },
];

/** How a lane reaches its model, in a word or two. */
export const routeLabel = (lane) =>
  lane.provider ? `${lane.provider}${lane.fallBack ? ' first' : ' only'}` : POLICIES.find((policy) => policy.value === lane.policy)?.label ?? lane.policy;
