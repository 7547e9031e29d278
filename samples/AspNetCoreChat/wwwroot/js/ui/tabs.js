// Tabs as the ARIA practices describe them: one in the tab order, arrows between them.

/** @param {(name: string) => void} shown Called with the name of the tab that is shown. */
export function setUpTabs(list, shown) {
  const tabs = [...list.querySelectorAll('[role=tab]')];
  const select = (tab, focus) => {
    for (const other of tabs) {
      const selected = other === tab;
      other.setAttribute('aria-selected', selected);
      other.tabIndex = selected ? 0 : -1;
      document.getElementById(other.getAttribute('aria-controls')).hidden = !selected;
    }

    if (focus) {
      tab.focus();
    }

    shown(tab.dataset.name);
  };
  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) {
      select(tab, false);
    }
  });
  list.addEventListener('keydown', (event) => {
    const index = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      select(tabs[(next + tabs.length) % tabs.length], true);
    }
  });
  return { select: (name) => select(tabs.find((tab) => tab.dataset.name === name), false) };
}
