// Builds elements. Text is always text: nothing here, or anywhere on this page, parses HTML.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] `class`, `on` (listeners by event), `data` (data attributes); everything else is an attribute.
 *   Null, undefined and false leave an attribute out, true sets it empty; ARIA's are the words true and false.
 * @param {...(Node | string | null | undefined | false)} children
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || (value === false && !name.startsWith('aria-'))) {
      continue;
    }

    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (name === 'data') {
      Object.assign(element.dataset, value);
    } else {
      element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
    }
  }

  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector, root = document) => root.querySelector(selector);

export function show(element, visible) {
  element.hidden = !visible;
}

/** The number in a field; null when it is empty, or holds what the field does not take. */
export const numberOf = (input) => (input.value === '' || !input.validity.valid ? null : Number(input.value));
