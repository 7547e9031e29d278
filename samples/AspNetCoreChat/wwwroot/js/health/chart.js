// A line over time. No library: a path, an area and two numbers.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 180;
const HEIGHT = 44;

/** @param {(number | null)[]} values Oldest first; null where nothing is known. */
export function lineChart(values, label, format) {
  const known = values.filter((value) => value !== null);
  const highest = Math.max(...known, 1) * 1.15;
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, index) => (value === null ? null : [index * step, HEIGHT - 2 - (value / highest) * (HEIGHT - 6)])).filter(Boolean);
  const last = known.at(-1);
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', preserveAspectRatio: 'none', 'aria-label': known.length > 0 ? `${label}: now ${format(last)}, at most ${format(Math.max(...known))}` : `${label}: no figures yet` });
  if (points.length > 0) {
    const line = points.length > 1 ? points : [[0, points[0][1]], [WIDTH, points[0][1]]];
    const path = line.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
    svg.append(
      element('path', { d: `${path}L${line.at(-1)[0].toFixed(1)} ${HEIGHT}L${line[0][0].toFixed(1)} ${HEIGHT}Z`, class: 'chart-area' }),
      element('path', { d: path, class: 'chart-line' }));
  }

  return svg;
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    node.setAttribute(attribute, value);
  }

  return node;
}
