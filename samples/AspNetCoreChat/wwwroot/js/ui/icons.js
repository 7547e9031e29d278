// Line icons on a grid of 20, drawn here so that nothing is fetched.

const PATHS = {
  send: 'M10 16V4M5 9l5-5 5 5',
  stop: 'M5 5h10v10H5z',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  menu: 'M3 6h14M3 10h14M3 14h14',
  panel: 'M3 4h14v12H3zM12.5 4v12',
  columns: 'M3 4h14v12H3zM10 4v12',
  image: 'M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M12.5 7.5h.01',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  check: 'M4 10.5l4 4 8-9',
  tool: 'M12 4a4 4 0 0 0-3.6 5.6L4 14v2h2l4.4-4.4A4 4 0 0 0 16 8l-2.5 1.5-2-2z',
  warning: 'M10 3l8 14H2zM10 8v4M10 14.5h.01',
  trash: 'M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11',
  retry: 'M16 10a6 6 0 1 1-2-4.5M16 3v4h-4',
  edit: 'M4 16l1-4 8-8 3 3-8 8z',
  mic: 'M10 3a2 2 0 0 1 2 2v5a2 2 0 0 1-4 0V5a2 2 0 0 1 2-2zM5 9.5a5 5 0 0 0 10 0M10 14.5V17',
  down: 'M5 8l5 5 5-5',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  speaker: 'M4 8v4h3l4 3.5v-11L7 8zM14 7.5a3.5 3.5 0 0 1 0 5M16 5.5a6.5 6.5 0 0 1 0 9',
  file: 'M6 3h5l4 4v10H6zM11 3v4h4',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  pin: 'M7 3h6M8 3v5l-2.5 3h9L12 8V3M10 11v6',
  help: 'M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5h.01M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z',
  download: 'M10 3v10M5.5 9l4.5 4.5L14.5 9M4 17h12',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', name === 'stop' ? 'icon filled' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
