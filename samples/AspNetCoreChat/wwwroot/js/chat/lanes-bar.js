// The models of the chat, each with the button that changes it.

import { $, h, show } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { modelName } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { modelMark } from '../ui/mark.js';
import { routeLabel } from '../models/catalog.js';

export const MOST_LANES = 4;

/** @param {{choose: (lane: object) => void, remove: (lane: object) => void}} actions */
export function drawLanes(conversation, { choose, remove }) {
  const { lanes } = conversation;
  $('#lanes').replaceChildren(...lanes.map((lane, index) => h('span', { class: 'lane-box' },
    h('button', {
      type: 'button', class: 'lane', 'aria-haspopup': 'dialog', title: 'Choose the model (Ctrl K)', data: { model: lane.model },
      on: { click: () => choose(lane) },
    },
    h('span', { class: 'visually-hidden' }, lanes.length > 1 ? `Model ${index + 1}: ` : 'Model: '),
    modelMark(lane.model),
    h('span', { class: 'lane-model' }, modelName(lane.model)),
    (lanes.length === 1 || lane.provider || lane.policy) && h('span', { class: 'lane-route' }, routeLabel(lane)),
    icon('down')),
    lanes.length > 1 && iconButton('close', `Take ${modelName(lane.model)} away`, () => remove(lane)))));
  const sides = $('#sides');
  sides.setAttribute('aria-pressed', lanes.length > 1);
  show($('#lane-add'), lanes.length > 1 && lanes.length < MOST_LANES);
}
