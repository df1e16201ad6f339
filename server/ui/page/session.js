// One session as a timeline: what was called when, and what came of it.
import { ask } from './api.js';
import { h, replace, svg } from './dom.js';
import { choice, quiet, section } from './parts.js';
import { line, plain } from './plain.js';
import { address } from './route.js';
import { Table } from './table.js';
import { answers, calls, clock, count, day, lasted, tail } from './words.js';

export const belongsTo = 'sessions';

const most = 1000;  // calls that are drawn
const width = 960;
const lanes = ['deny', 'ask', 'allow', 'abstain'];
const laneHeight = 26;
const left = 92;

// A shape for each verdict, so that colour is not all that tells them apart.
const shapes = {
  __proto__: null,
  deny: (x, y) => svg('path', { d: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`, class: 'stroke deny' }),
  ask: (x, y) => svg('path', { d: `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`, class: 'fill ask' }),
  allow: (x, y) => svg('path', { d: `M${x} ${y - 6}V${y + 6}`, class: 'stroke allow' }),
  abstain: (x, y) => svg('circle', { cx: x, cy: y, r: 3, class: 'fill abstain' }),
};

function picture(rows, first, last) {
  const used = lanes.filter((lane) => rows.some((row) => row.answer === lane));
  const scale = (ms) => left + 8 + (width - left - 24) * (last > first ? (ms - first) / (last - first) : 0.5);
  const height = used.length * laneHeight + 28;
  const title = `${calls(rows.length)} from ${clock(first)} to ${clock(last)}: ${used.map((lane) => `${rows.filter((row) => row.answer === lane).length} ${answers[lane].name.toLowerCase()}`).join(', ')}`;
  return h('figure', { class: 'plot' }, svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title },
    used.map((lane, index) => {
      const y = 14 + index * laneHeight;
      return svg('g', null, svg('text', { x: 0, y: y + 4, class: 'label' }, answers[lane].name), svg('path', { d: `M${left} ${y}H${width}`, class: 'grid' }),
        rows.filter((row) => row.answer === lane).map((row) => svg('g', null, svg('title', null, `${clock(row.time_ms)} ${line(row.command).slice(0, 120)}`), shapes[lane](scale(row.time_ms), y))));
    }),
    svg('text', { x: left, y: height - 4, class: 'label' }, clock(first)), svg('text', { x: width, y: height - 4, class: 'label end' }, clock(last))),
  h('figcaption', { class: 'quiet small' }, `${title}. The same calls stand as a table below.`));
}

export async function open({ place, main, signal }) {
  const id = place.id;
  const answer = place.parameters.answer ?? '';
  const page = await ask('decisions', { session: id, limit: most }, signal);
  const all = page.rows;
  const heading = h('h1', null, 'Session ', h('code', null, plain(id)));
  if (all.length === 0) return replace(main, heading, quiet('Nothing is recorded of this session.')), {};
  const [last, first] = [all[0].time_ms, all[all.length - 1].time_ms];
  const table = new Table('Calls of the session, newest first');
  table.append(all.filter((row) => !answer || row.answer === answer));
  replace(main, h('div', { class: 'title' }, heading, choice('Verdict', 'answer', [['', 'All'], ...lanes.map((lane) => [lane, answers[lane].name])], answer,
    (value) => { location.hash = address('session', id, { answer: value }); })),
  h('p', null, `${plain(all[0].agent)} in ${plain(tail(all[0].repo || all[0].cwd, 60))}, ${day(first)}, for ${lasted(last - first)}.`,
    page.next === null ? null : h('span', { class: 'quiet' }, ` Shown are its newest ${count(most)} calls; `, h('a', { href: address('decisions', '', { session: id }) }, 'all of them'), '.')),
  picture(all, first, last), section('Calls', table.node));
  return { keys: { j: () => table.step(1), k: () => table.step(-1), Escape: () => { location.hash = address('sessions'); } } };
}
