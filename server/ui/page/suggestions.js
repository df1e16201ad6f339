// Rules that the log speaks for, each with the calls behind it, and a way to take it over.
import { ask, send } from './api.js';
import { h, replace, say } from './dom.js';
import { choice, fold, periods, quiet, since, trouble } from './parts.js';
import { nodes, plain, shellWord } from './plain.js';
import { address } from './route.js';
import { count, short } from './words.js';

const usual = '30d';
const code = (text) => h('code', null, nodes(text));

const behind = (title, rows) => (rows.rows === 0 ? null : h('div', null, h('h3', null, title),
  h('ul', null, rows.examples.map((example) => h('li', null, code(example)))),
  h('p', { class: 'quiet small' }, 'Rows: ', rows.ids.map((id, index) => [index ? ', ' : '', h('a', { href: address('decision', id) }, plain(short(id)))]),
    rows.rows > rows.ids.length ? ` and ${count(rows.rows - rows.ids.length)} more` : '')));

function applied(done) {
  return h('div', { class: 'notice good', role: 'status' }, h('p', null, 'Written to ', code(done.file), '. It takes effect once you trust the file:'),
    h('pre', null, `gavel trust ${shellWord(done.repo)}`));
}

function card(one, period) {
  const place = h('div', null);
  const button = h('button', { type: 'button', class: 'main' }, one.list === 'allow' ? 'Allow this from now on' : 'Deny this from now on');
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      replace(place, applied(await send('apply', { id: one.id, since_ms: since(period) })));
      button.remove();
      say('the rule is written');
    } catch (error) {
      button.disabled = false;
      replace(place, trouble(error));
    }
  });
  return h('article', { class: 'card', 'aria-labelledby': `suggestion-${one.id}` },
    h('h2', { id: `suggestion-${one.id}` }, h('span', { class: `word ${one.list}` }, one.list === 'allow' ? 'Allow' : 'Deny'), ' ', code(one.words)),
    h('p', null, nodes(one.sentence)),
    h('p', { class: 'quiet' }, one.people > 0 ? `A person settled ${count(one.people)} of them. ` : '', 'The rule goes into ', code(one.repo), '.'),
    fold('The rows behind it', () => h('div', null, behind('Made from', one.behind), behind('It would also have settled', one.also))),
    fold('The rule as it is written', () => h('pre', { class: 'box', tabindex: '0', role: 'region', 'aria-label': 'the rule' }, nodes(JSON.stringify(JSON.parse(one.rule), null, 2)))),
    place, button);
}

export async function open({ place, main, signal }) {
  const period = place.parameters.since ?? usual;
  const list = h('div', { class: 'cards', 'aria-busy': 'true' }, quiet('Reading the log and ruling its escalations once more …'));
  replace(main, h('div', { class: 'title' }, h('h1', null, 'Suggestions'), choice('Time', 'since', periods, period, (value) => { location.hash = address('suggestions', '', { since: value }); })), list);
  ask('suggestions', { since_ms: since(period) }, signal).then((found) => {
    const none = `${count(found.rows)} escalations were looked at; none was settled the same way often enough to make a rule of.`;
    const settled = found.settled > 0 ? quiet(`${found.settled === 1 ? 'One more call is' : `${count(found.settled)} more calls are`} settled by a judge.json as it stands now; what it allows counts once you trusted it.`) : null;
    replace(list, found.list.length === 0 ? quiet(none) : found.list.map((one) => card(one, period)), settled);
    say(`${found.list.length} suggestions`);
  }, (error) => { if (!signal.aborted) replace(list, trouble(error)); }).finally(() => list.removeAttribute('aria-busy'));
  return {};
}
