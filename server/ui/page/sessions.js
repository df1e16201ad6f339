// Who worked: the sessions of a stretch of time.
import { ask } from './api.js';
import { h, replace } from './dom.js';
import { choice, columns, periods, quiet, since, wide } from './parts.js';
import { plain } from './plain.js';
import { address } from './route.js';
import { calls, count, lasted, money, percent, short, tail, when } from './words.js';

const usual = '24h';

const line = (one) => h('tr', null,
  h('th', { scope: 'row' }, h('a', { href: address('session', one.session) }, plain(short(one.session))), h('span', { class: 'under' }, plain(one.agent))),
  h('td', null, when(one.first_ms), h('span', { class: 'under' }, `for ${lasted(one.last_ms - one.first_ms)}`)),
  h('td', null, plain(tail(one.repo || '–'))),
  h('td', { class: 'number' }, count(one.calls)),
  h('td', { class: 'number' }, one.denied > 0 ? h('span', { class: 'word deny' }, count(one.denied)) : '0'),
  h('td', { class: 'number' }, count(one.escalated), h('span', { class: 'under' }, percent(one.escalated, one.calls))),
  h('td', { class: 'number' }, money(one.cost_usd)));

export async function open({ place, main, signal }) {
  const period = place.parameters.since ?? usual;
  const { sessions } = await ask('sessions', { since_ms: since(period) }, signal);
  const total = sessions.reduce((sum, one) => sum + one.calls, 0);
  replace(main, h('div', { class: 'title' }, h('h1', null, 'Sessions'),
    choice('Time', 'since', periods, period, (value) => { location.hash = address('sessions', '', { since: value }); })),
  sessions.length === 0 ? quiet('No session called in this time.') : [
    h('p', { class: 'quiet' }, `${count(sessions.length)} ${sessions.length === 1 ? 'session' : 'sessions'} with ${calls(total)}, the one that called last first.`),
    wide('sessions', h('table', { class: 'sessions' }, columns('Session', 'Began', 'Repository', 'Calls', 'Denied', 'To the judge', 'Cost'), h('tbody', null, sessions.map(line))))]);
  const links = () => [...main.querySelectorAll('tbody a')];
  const step = (by) => () => {
    const list = links();
    const at = list.indexOf(document.activeElement);
    list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))]?.focus();
  };
  return { keys: { j: step(1), k: step(-1) } };
}
