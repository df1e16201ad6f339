// Light, dark, or as the system has it.
const name = 'gavel.theme';
const order = ['system', 'light', 'dark'];

let now = 'system';
try { now = localStorage.getItem(name) ?? 'system'; } catch { /* forbidden */ }

export const current = () => (order.includes(now) ? now : 'system');

export function apply() {
  if (current() === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current();
}

export function next() {
  now = order[(order.indexOf(current()) + 1) % order.length];
  try { localStorage.setItem(name, now); } catch { /* forbidden */ }
  apply();
  return now;
}
