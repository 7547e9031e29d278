// MCP servers: add one by its address, see its tools, decide when it asks.

import { send } from '../api.js';
import { $, h } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { save, secrets, state } from '../store.js';

export function setUpMcp(session, changed) {
  const form = $('#mcp-form');
  const problem = $('#mcp-problem');
  const list = $('#mcp-servers');
  const { settings } = state;

  const store = () => {
    save();
    changed();
    draw();
  };

  const draw = () => list.replaceChildren(...settings.servers.map((server) => serverView(server, store, () => {
    settings.servers = settings.servers.filter((other) => other !== server);
    secrets.delete(server.url);
    store();
  })));

  const add = async (url, token) => {
    problem.textContent = '';
    const existing = settings.servers.find((server) => server.url === url);
    if (existing) {
      existing.on = true;
      store();
      return existing;
    }

    const name = nameFor(url, settings.servers);
    const response = await send('POST', 'api/mcp/tools', { name, url, token: token || null });
    const server = { name, url, on: true, askAlways: true, trusted: [], tools: await response.json() };
    if (token) {
      secrets.set(url, token);
    }

    settings.servers.push(server);
    store();
    return server;
  };

  const submit = async (event) => {
    event.preventDefault();
    const button = $('#mcp-add');
    button.disabled = true;
    try {
      await add($('#mcp-url').value.trim(), $('#mcp-token').value);
      form.reset();
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  };
  form.addEventListener('submit', submit);
  $('#mcp-demo').addEventListener('click', () => ($('#mcp-url').value = session.demoMcpServer));
  draw();
  return { add, draw };
}

/** The host's first word, told apart from the names that there are. */
function nameFor(url, servers) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isLocal = parsed && /^(localhost|127\.|\[)/.test(parsed.host);
  const base = (isLocal ? 'travel' : parsed?.hostname.replace(/^(mcp|www|api)\./, '').split('.')[0] ?? 'server').replace(/[^\w-]/g, '') || 'server';
  let name = base;
  for (let number = 2; servers.some((server) => server.name === name); number++) {
    name = `${base}-${number}`;
  }

  return name;
}

function serverView(server, store, remove) {
  const check = (label, checked, change) => h('label', { class: 'check' }, h('input', { type: 'checkbox', checked, on: { change: (event) => {
    change(event.target.checked);
    store();
  } } }), label);
  return h('li', { class: 'card' },
    h('div', { class: 'card-head' },
      check(h('strong', {}, server.name), server.on, (on) => (server.on = on)),
      iconButton('trash', `Remove ${server.name}`, remove)),
    h('p', { class: 'address' }, server.url),
    check('Ask before every call', server.askAlways, (ask) => {
      server.askAlways = ask;
      server.trusted = [];
    }),
    server.trusted.length > 0 && h('p', { class: 'muted' }, `Always allowed: ${server.trusted.join(', ')}`),
    h('ul', { class: 'plain' }, ...server.tools.map((tool) => h('li', {}, h('code', {}, tool.name), tool.description && h('small', {}, tool.description)))));
}
