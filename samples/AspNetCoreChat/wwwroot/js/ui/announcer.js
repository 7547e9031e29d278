// Tells people who do not see the page what has changed, a sentence at a time.

const region = document.getElementById('announcer');

export function announce(text) {
  region.textContent = '';
  // A change right after the last one would be read as one.
  requestAnimationFrame(() => (region.textContent = text));
}
