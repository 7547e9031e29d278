// Runs before the first paint, so that a dark page does not flash white. Not a module, because those wait for the document.
try {
  const theme = localStorage.getItem('playground.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Without storage the system's theme holds.
}
