// Small pieces that several views are made of.
import { h } from './dom.js';
import { nodes } from './plain.js';

export function trouble(error) {
  return h('div', { class: 'notice error', role: 'alert' },
    h('h1', null, 'This did not work'),
    h('p', null, nodes(error.message)), error.help ? h('p', { class: 'quiet' }, nodes(error.help)) : null);
}

export const quiet = (text) => h('p', { class: 'quiet' }, text);
export const section = (title, ...content) => h('section', null, h('h2', null, title), content);

// Long texts of agents stand in boxes of their own that can be reached and scrolled by keyboard.
export const box = (label, ...content) => h('pre', { class: 'box', tabindex: '0', role: 'region', 'aria-label': label }, content);

export function fold(title, make) {
  const place = h('details', null, h('summary', null, title));
  const build = () => { if (place.open && place.childElementCount === 1) place.append(make()); };
  place.addEventListener('toggle', build);
  return place;
}

// [['name', value], ...] without those that have none.
export const facts = (rows) => h('dl', { class: 'facts' }, rows
  .filter(([, value]) => value !== undefined && value !== null && value !== '')
  .map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));

const numeric = new Set(['Calls', 'Denied', 'To the judge', 'Cost', 'Asked', 'Tokens in', 'Tokens out']);
export const columns = (...names) => h('thead', null, h('tr', null, names.map((name) => h('th', { scope: 'col', class: numeric.has(name) ? 'number' : null }, name))));

// Wide tables scroll in themselves, not the page.
export const wide = (label, ...content) => h('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': label }, content);

const hour = 3_600_000;
export const periods = [['1h', 'Last hour', hour], ['24h', 'Last 24 hours', 24 * hour], ['7d', 'Last 7 days', 168 * hour],
  ['30d', 'Last 30 days', 720 * hour], ['all', 'All time', null]];

export const since = (period) => {
  const row = periods.find(([name]) => name === period);
  if (!row) return undefined;
  return row[2] === null ? 0 : Date.now() - row[2];
};

export function choice(label, name, rows, chosen, changed) {
  const select = h('select', { name, on: { change: () => changed(select.value) } },
    rows.map(([value, title]) => h('option', { value, selected: value === chosen }, title)));
  return h('label', { class: 'field' }, h('span', null, label), select);
}
