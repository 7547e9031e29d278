// A line over time with its axes. No library: a few lines of SVG, and numbers on them.

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [240, 92];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 234, 8, 72];

/**
 * @param {{at: number | null, value: number | null}[]} points Oldest first: when, in milliseconds, and how much; null where it is not known.
 * @param {(value: number) => string} format
 */
export function lineChart(points, label, format) {
  const known = points.filter(({ value }) => value !== null);
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', preserveAspectRatio: 'xMinYMid' });
  if (known.length === 0) {
    svg.setAttribute('aria-label', `${label}: no figures yet`);
    return svg;
  }

  const highest = niceCeiling(Math.max(...known.map(({ value }) => value)));
  const last = known.at(-1).value;
  svg.setAttribute('aria-label', `${label}: now ${format(last)}, at most ${format(Math.max(...known.map(({ value }) => value)))}`);
  const y = (value) => BOTTOM - (value / highest) * (BOTTOM - TOP);
  for (const value of [0, highest / 2, highest]) {
    svg.append(
      element('line', { x1: LEFT, x2: RIGHT, y1: y(value), y2: y(value), class: value === 0 ? 'chart-axis' : 'chart-grid' }),
      text(LEFT - 5, y(value) + 3, 'end', value === 0 ? '0' : format(value)));
  }

  const { positions, from } = along(known);
  const line = positions.length > 1 ? positions : [[LEFT, positions[0][1]], [RIGHT, positions[0][1]]];
  const path = line.map(([x, value], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y(value).toFixed(1)}`).join('');
  svg.append(
    element('path', { d: `${path}L${line.at(-1)[0].toFixed(1)} ${BOTTOM}L${line[0][0].toFixed(1)} ${BOTTOM}Z`, class: 'chart-area' }),
    element('path', { d: path, class: 'chart-line' }),
    element('circle', { cx: line.at(-1)[0], cy: y(last), r: 2.5, class: 'chart-dot' }),
    text(LEFT, HEIGHT - 7, 'start', from),
    text(RIGHT, HEIGHT - 7, 'end', 'now'));
  return svg;
}

/** Where the points are from left to right: by their time, or one beside the other when a time is not known. */
function along(points) {
  const [first, end] = [points[0].at, Date.now()];
  if (points.some(({ at }) => at === null) || end - first < 1000) {
    return { positions: points.map(({ value }, index) => [LEFT + (index * (RIGHT - LEFT)) / Math.max(1, points.length - 1), value]), from: points.length > 1 ? `${points.length} answers` : '' };
  }

  const seconds = Math.round((end - first) / 1000);
  return {
    positions: [...points, { at: end, value: points.at(-1).value }].map(({ at, value }) => [LEFT + ((at - first) / (end - first)) * (RIGHT - LEFT), value]),
    from: seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`,
  };
}

/** 1, 2 or 5 times a power of ten, or what is between. */
function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 3, 5, 8, 10].find((step) => step * power >= value) * power;
}

function text(x, y, anchor, content) {
  const node = element('text', { x, y, 'text-anchor': anchor, class: 'chart-text' });
  node.textContent = content;
  return node;
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    node.setAttribute(attribute, value);
  }

  return node;
}
