// The stretch of time in numbers: how much, how strict, how fast, how dear, and by which rules.
import { ask } from './api.js';
import { h, replace, svg } from './dom.js';
import { choice, columns, periods, quiet, since, wide } from './parts.js';
import { plain } from './plain.js';
import { plot } from './plot.js';
import { address } from './route.js';
import { answers, calls, count, money, percent, took } from './words.js';

const usual = '24h';
const sum = (buckets, name) => buckets.reduce((total, bucket) => total + bucket[name], 0);
const all = (bucket) => bucket.allow + bucket.deny + bucket.ask + bucket.abstain;
const rate = (bucket) => (all(bucket) === 0 ? 0 : 100 * bucket.escalated / all(bucket));
const judged = (bucket) => bucket.judged > 0;
const verdict = (name) => ({ name, title: answers[name].name, of: (bucket) => bucket[name] });

function figures(buckets) {
  const total = buckets.reduce((n, bucket) => n + all(bucket), 0);
  return {
    total, denied: sum(buckets, 'deny'), asked: sum(buckets, 'ask'), escalated: sum(buckets, 'escalated'),
    judged: sum(buckets, 'judged'), cached: sum(buckets, 'cached'), cost: sum(buckets, 'cost_usd'), tokens: sum(buckets, 'tokens'),
    slowest: Math.max(0, ...buckets.map((bucket) => bucket.judge_p95_us)),
  };
}

const tile = (title, value, under) => h('div', { class: 'tile' }, h('dt', null, title), h('dd', null, value, h('span', { class: 'under' }, under)));

const tiles = (n) => h('dl', { class: 'tiles' },
  tile('Calls', count(n.total), n.asked > 0 ? `${count(n.asked)} asked` : 'that were decided'),
  tile('Denied', count(n.denied), percent(n.denied, n.total)), tile('Sent to the judge', count(n.escalated), `${percent(n.escalated, n.total)} of the calls`),
  tile('From the cache', count(n.cached), `${percent(n.cached, n.cached + n.judged)} of its opinions`), tile('Cost', money(n.cost), `${count(n.tokens)} tokens`));

const charts = (n) => [
  {
    title: 'Calls by verdict', shape: 'bars', format: (value) => count(Math.round(value * 10) / 10),
    said: `${calls(n.total)}, ${count(n.denied)} denied, ${count(n.asked)} asked`,
    parts: [verdict('deny'), verdict('ask'), verdict('abstain'), verdict('allow')],
  },
  {
    title: 'Escalation rate', shape: 'lines', format: (value) => `${value.toFixed(value > 0 && value < 10 ? 1 : 0)} %`, known: (bucket) => all(bucket) > 0,
    said: `${percent(n.escalated, n.total)} of the calls went to the judge`, parts: [{ name: 'one', title: 'sent to the judge', of: rate }],
  },
  {
    title: 'Judge latency', shape: 'lines', format: took, known: judged,
    said: n.judged === 0 ? 'no model was asked' : `${count(n.judged)} opinions were given; the slowest twentieth of an interval took up to ${took(n.slowest)}`,
    parts: [{ name: 'one', title: 'median', of: (bucket) => bucket.judge_p50_us }, { name: 'two', title: '95th percentile', of: (bucket) => bucket.judge_p95_us }],
  },
  { title: 'Cost', shape: 'bars', format: money, said: `${money(n.cost)} for ${count(n.tokens)} tokens`, parts: [{ name: 'one', title: 'cost', of: (bucket) => bucket.cost_usd }] },
];

function rules(rows, period) {
  const list = rows.filter((row) => row.value);
  if (list.length === 0) return quiet('Nothing was denied in this time.');
  const most = Math.max(...list.map((row) => row.calls));
  return wide('rules', h('table', null, columns('Rule', 'Denied', h('span', { class: 'unseen' }, 'as a bar')), h('tbody', null, list.map((row) => h('tr', null,
    h('th', { scope: 'row' }, h('a', { href: address('decisions', '', { rule: row.value, answer: 'deny', since: period }) }, h('code', null, plain(row.value)))),
    h('td', { class: 'number' }, count(row.calls)), h('td', { class: 'meter' }, svg('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: 100 * row.calls / most, height: 8, class: 'fill deny' }))))))));
}

const models = (rows) => (rows.length === 0 ? quiet('No model was asked in this time.') : wide('models', h('table', null, columns('Model', 'Asked', 'Tokens in', 'Tokens out', 'Cost'),
  h('tbody', null, rows.map((row) => h('tr', null, h('th', { scope: 'row' }, plain(row.value) || 'none'), [row.judged, row.tokens_in, row.tokens_out].map((value) => h('td', { class: 'number' }, count(value))), h('td', { class: 'number' }, money(row.cost_usd))))))));

export async function open({ place, main, signal }) {
  const period = place.parameters.since ?? usual;
  const found = await ask('series', { since_ms: since(period) }, signal);
  const buckets = found.buckets.map((bucket) => ({ ...bucket, width: found.bucket_ms }));
  const n = figures(buckets);
  const plots = h('div', { class: 'plots' });
  replace(main, h('div', { class: 'title' }, h('h1', null, 'Charts'), choice('Time', 'since', periods, period, (value) => { location.hash = address('charts', '', { since: value }); })),
    tiles(n), plots, h('div', { class: 'plots' }, h('section', null, h('h2', null, 'Rules that denied'), rules(found.rules, period)), h('section', null, h('h2', null, 'Models'), models(found.models))));
  const draw = () => {
    const width = Math.max(300, Math.min(620, plots.clientWidth > 900 ? plots.clientWidth / 2 - 40 : plots.clientWidth - 32));
    replace(plots, charts(n).map((chart) => plot(chart, buckets, width)));
  };
  draw();
  let timer;
  window.addEventListener('resize', () => { clearTimeout(timer); timer = setTimeout(draw, 150); }, { signal });
  return {};
}
