// The models of the chat, each with the button that changes it.

import { $, h } from '../ui/dom.js';
import { modelName } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { modelMark } from '../ui/mark.js';
import { routeLabel } from '../models/catalog.js';

/** @param {(lane: object) => void} choose */
export function drawLanes(conversation, choose) {
  const { lanes } = conversation;
  $('#lanes').replaceChildren(...lanes.map((lane, index) =>
    h('button', {
      type: 'button', class: 'lane', 'aria-haspopup': 'dialog', title: 'Choose the model (Ctrl K)', data: { model: lane.model },
      on: { click: () => choose(lane) },
    },
    h('span', { class: 'visually-hidden' }, lanes.length > 1 ? `Model ${index + 1}: ` : 'Model: '),
    modelMark(lane.model),
    h('span', { class: 'lane-model' }, modelName(lane.model)),
    h('span', { class: 'lane-route' }, routeLabel(lane)),
    icon('down'))));
  const sides = $('#sides');
  sides.setAttribute('aria-pressed', lanes.length > 1);
}
