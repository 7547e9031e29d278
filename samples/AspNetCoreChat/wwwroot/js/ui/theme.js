// Light, dark, or as the system has it.

const KEY = 'playground.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';

export function setUpTheme(button) {
  const label = () => {
    const text = isDark() ? 'Use the light theme' : 'Use the dark theme';
    button.setAttribute('aria-label', text);
    button.title = text;
  };
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
    label();
  });
  dark.addEventListener('change', label);
  label();
}
