// Numbers, times and the gateway's words as a person reads them.
import { h } from './dom.js';

export const answers = {
  __proto__: null,
  deny: { name: 'Denied', sign: '✕' },
  ask: { name: 'Asked', sign: '?' },
  allow: { name: 'Allowed', sign: '✓' },
  abstain: { name: 'Stood aside', sign: '–' },
};
export const classes = {
  __proto__: null,
  rule: 'by a rule', judge: 'by the judge', cache: 'from the cache', human: 'by a person', noop: 'no policy',
  unavailable: 'an outage', budget: 'over budget', loop: 'a loop', gate: 'a gate', self: 'to protect Gavel',
};
export const risks = ['low', 'medium', 'high', 'critical'];

export function badge(answer) {
  const known = answers[answer] ?? { name: answer, sign: '·' };
  return h('span', { class: `badge ${answers[answer] ? answer : 'other'}` },
    h('span', { 'aria-hidden': 'true' }, known.sign), ` ${known.name}`);
}

const two = (number) => String(number).padStart(2, '0');
export const clock = (ms) => { const t = new Date(ms); return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`; };
export const day = (ms) => { const t = new Date(ms); return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`; };
const today = (ms) => day(ms) === day(Date.now());

// The day is said where it is not today.
export const when = (ms) => h('time', { datetime: new Date(ms).toISOString(), title: `${day(ms)} ${clock(ms)}` },
  today(ms) ? clock(ms) : [h('span', { class: 'day' }, day(ms)), ` ${clock(ms).slice(0, 5)}`]);

export const count = (number) => Number(number ?? 0).toLocaleString('en-US');
export const calls = (number) => `${count(number)} ${number === 1 ? 'call' : 'calls'}`;
export const decisions = (number) => `${count(number)} ${number === 1 ? 'decision' : 'decisions'}`;
export const percent = (part, whole) => (whole > 0 ? `${(100 * part / whole).toFixed(part > 0 && part / whole < 0.1 ? 1 : 0)} %` : '–');
export const money = (usd) => (usd === 0 ? '$0' : `$${usd.toFixed(usd < 0.01 ? 5 : usd < 1 ? 4 : 2)}`);

export function took(us) {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
  return `${(us / 1_000_000).toFixed(1)} s`;
}

export function lasted(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.round(minutes / 1440)} days`;
}

// The end of a path says more than its beginning.
export const tail = (path, longest = 28) => (path.length <= longest ? path : `…${path.slice(1 - longest)}`);
// Ids of one hour begin alike.
export const short = (id) => (id.length <= 13 ? id : `${id.slice(0, 6)}…${id.slice(-5)}`);
