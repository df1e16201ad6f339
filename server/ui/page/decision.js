// One decision: what it was, why it fell so, and everything that was known.
import { ask } from './api.js';
import { h, replace } from './dom.js';
import { marked } from './marks.js';
import { box, columns, facts, fold, quiet, section, wide } from './parts.js';
import { nodes, plain } from './plain.js';
import { address } from './route.js';
import { Table } from './table.js';
import { answers, badge, calls, classes, clock, count, day, money, percent, took } from './words.js';
import { why } from './why.js';

export const belongsTo = 'decisions';

const link = (title, name, id, parameters) => h('a', { href: address(name, id, parameters) }, plain(title));
const code = (text) => h('code', null, nodes(text));

function head(row, opinion, around) {
  return [
    h('div', { class: 'title' },
      h('h1', null, badge(row.answer), h('span', { class: 'unseen' }, ' — '), h('span', { class: 'quiet' }, ` ${day(row.time_ms)} ${clock(row.time_ms)}`)),
      h('div', { class: 'steps' }, h('a', { class: 'button', href: address('decisions') }, 'All decisions'),
        around.newer ? h('a', { class: 'button', href: address('decision', around.newer) }, 'Newer') : null,
        around.older ? h('a', { class: 'button', href: address('decision', around.older) }, 'Older') : null)),
    h('p', { class: `why ${row.answer}` }, nodes(why(row, opinion))),
    row.instead ? h('p', { class: 'instead' }, h('strong', null, 'Instead: '), nodes(row.instead)) : null,
  ];
}

const legend = (marks) => (marks?.length ? h('p', { class: 'quiet small' }, 'Marked is what the rules speak of: ',
  [...new Map(marks.map((mark) => [mark.rule, mark])).values()].map((mark, index) => [index ? ', ' : '', h('mark', { class: mark.ruling }, plain(mark.rule))]), '.') : null);

function input(row, marks) {
  const text = row.command || '';
  const whole = typeof row.call === 'string' ? row.call : JSON.stringify(row.call, null, 2);
  return section('The call',
    text ? box('the command', h('code', null, marked(text, marks))) : quiet('It has no command line.'), legend(marks),
    fold('The tool’s whole input', () => box('the tool’s input', nodes(whole))));
}

const place = (row) => facts([
  ['Agent', row.agent && link(row.agent, 'decisions', '', { agent: row.agent })],
  ['Session', row.session && link(row.session, 'session', row.session)],
  ['Repository', row.repo && link(row.repo, 'decisions', '', { repo: row.repo })],
  ['Folder', row.cwd && code(row.cwd)], ['Tool', plain(row.tool)],
  ['Rules said', { allow: 'allow', escalate: 'ask the judge', deny: 'deny' }[row.ruling] ?? plain(row.ruling)],
  ['Decided', classes[row.class] ?? plain(row.class)], ['Rule', row.rule && link(row.rule, 'decisions', '', { rule: row.rule })],
  ['Risk', plain(row.risk)], ['Took', took(row.latency_us)],
]);

function findings(row) {
  const list = Array.isArray(row.findings) ? row.findings : [];
  if (list.length === 0) return section('Findings', quiet('No rule speaks of this call.'));
  return section('Findings', wide('findings', h('table', { class: 'findings' }, columns('Rule', 'Says', 'Risk', 'Reason'), h('tbody', null, list.map((one) => h('tr', null,
    h('th', { scope: 'row' }, code(one.rule), one.layer ? h('span', { class: 'under' }, plain(one.layer)) : null),
    h('td', null, h('span', { class: `word ${one.ruling}` }, one.waiver ? 'waives' : plain(one.ruling))), h('td', null, plain(one.risk)), h('td', null, nodes(one.reason))))))));
}

const effect = (one) => h('li', null, h('strong', null, plain(one.kind)), ' ', code(one.target),
  one.path && one.path !== one.target ? [' → ', code(one.path)] : null, one.zone ? h('span', { class: 'tag' }, plain(one.zone)) : null,
  [...(one.traits ?? []), ...(one.marks ?? [])].map((word) => h('span', { class: 'tag' }, plain(word))));

function actions(row, trace) {
  const list = Array.isArray(row.actions) ? row.actions : [];
  return section('What it does',
    list.length === 0 ? quiet('No action was seen in it.') : h('ol', { class: 'actions' }, list.map((one) => h('li', null,
      one.carriers?.length ? h('span', { class: 'quiet' }, `${plain(one.carriers.join(' › '))} › `) : null, code(one.printed || one.program),
      h('span', { class: 'tag' }, plain(one.knowledge)), one.effects?.length ? h('ul', { class: 'effects' }, one.effects.map(effect)) : null))),
    trace ? fold('The whole trace: tree, commands, actions, effects', () => box('the trace', nodes(trace))) : null);
}

const verdicts = { __proto__: null, APPROVE: ['allow', 'Approved'], DENY: ['deny', 'Refused'] };

function judge(opinion, about) {
  if (!opinion) return section('The judge', quiet('It was not asked.'));
  const [tone, word] = verdicts[opinion.verdict] ?? ['ask', 'No opinion'];
  return section('The judge',
    h('p', null, h('span', { class: `word ${tone}` }, word), ' ', nodes(opinion.reason ?? '')),
    facts([['Model', plain(opinion.model)], ['From the cache', opinion.cached ? 'yes' : 'no'], ['Took', took(opinion.latency_us ?? 0)],
      ['Tokens', `${count(opinion.tokens_in)} in, ${count(opinion.tokens_out)} out`], ['Cost', money(opinion.cost_usd ?? 0)], ['Outage', opinion.outage && nodes(opinion.outage)]]),
    about.prompt ? fold('What it was shown', () => box('the judge’s prompt', nodes(about.prompt))) : null,
    about.reply ? fold('What it answered', () => box('the judge’s reply', nodes(about.reply))) : null);
}

const scripts = (list) => (list.length === 0 ? null : section('Scripts it would run', list.map((one) => fold(
  [code(one.path), one.cut ? ' (cut)' : ''], () => (one.text === undefined ? quiet('Its text is no longer kept.') : box('the script', nodes(one.text)))))));

function record(row) {
  const asked = (Array.isArray(row.facts) ? row.facts : []).filter((fact) => fact?.[0] !== 'inputs');
  return section('The record',
    facts([['Id', code(row.id)], ['Number', count(row.seq)], ['Caller', row.pid >= 0 ? `uid ${row.uid}, process ${row.pid}` : 'not known'],
      ['Hash', code(row.hash)], ['Policy', row.policy_hash && code(row.policy_hash)], ['Rules', row.ruleset_hash && code(row.ruleset_hash)]]),
    asked.length > 0 ? fold(asked.length === 1 ? 'The fact that was looked up' : `The ${asked.length} facts that were looked up`, () => box('facts', nodes(asked.map((fact) => JSON.stringify(fact)).join('\n')))) : null,
    h('p', { class: 'quiet small' }, 'Same in a terminal: ', h('code', null, `gavel log show ${row.id}`)));
}

function similar(found) {
  const total = Object.values(found.counts).reduce((sum, one) => sum + one, 0);
  if (total === 0) return [quiet('There is no other like it.')];
  const parts = Object.entries(found.counts).sort((a, b) => b[1] - a[1]).map(([answer, n]) => `${(answers[answer]?.name ?? answer).toLowerCase()} ${count(n)} (${percent(n, total)})`);
  const table = new Table('Similar decisions');
  table.append(found.rows);
  return [h('p', null, `Of the newest ${calls(total)} with `, code(found.shape), `: ${parts.join(', ')}.`), table.node];
}

export async function open({ place: at, main, signal }) {
  const about = await ask(`decisions/${encodeURIComponent(at.id)}`, {}, signal);
  const { row } = about;
  const opinion = row.opinion && typeof row.opinion === 'object' ? row.opinion : null;
  const others = h('div', { 'aria-busy': 'true' }, quiet('Looking …'));
  replace(main, head(row, opinion, about), input(row, about.marks), place(row), findings(row), actions(row, about.trace),
    judge(opinion, about), scripts(about.scripts), section('Similar decisions', others), record(row));
  ask(`similar/${encodeURIComponent(row.id)}`, {}, signal).then((found) => replace(others, similar(found)), (error) => {
    if (!signal.aborted) replace(others, quiet(error.message));
  }).finally(() => others.removeAttribute('aria-busy'));
  const go = (id) => () => { if (id) location.hash = address('decision', id); };
  const back = () => { if (history.length > 1) history.back(); else location.hash = address('decisions'); };
  return { keys: { j: go(about.older), k: go(about.newer), Escape: back } };
}
