// One line per decision, in a table that keys and screen readers walk.
import { h } from './dom.js';
import { line, plain } from './plain.js';
import { address } from './route.js';
import { badge, classes, short, tail, when } from './words.js';

function why(row) {
  const reason = row.reason ? line(row.reason) : row.class === 'noop' ? 'no policy governs this folder' : 'nothing speaks against it';
  return [h('span', { class: 'reason' }, reason),
    row.class === 'rule' && !row.rule ? null : h('span', { class: 'under' }, classes[row.class] ?? plain(row.class), row.rule ? [' · ', h('code', null, plain(row.rule))] : null,
      row.risk && row.rule ? ` · ${plain(row.risk)} risk` : null)];
}

const who = (row) => [h('span', null, plain(row.agent) || '–'),
  row.session ? h('a', { class: 'under', href: address('session', row.session), 'aria-label': `session ${plain(short(row.session))}` }, plain(short(row.session))) : null];

const cell = (name, ...content) => h('td', { role: 'cell', class: name }, content);

function tr(row) {
  const title = line(row.command) || `(${plain(row.tool)})`;
  return h('tr', { role: 'row', 'data-seq': row.seq, class: row.answer in { deny: 1, ask: 1 } ? 'stopped' : null },
    cell('time', when(row.time_ms)), cell('verdict', badge(row.answer)),
    cell('call', h('a', { class: 'open', href: address('decision', row.id) }, h('code', null, title, row.cut ? '…' : '')),
      h('span', { class: 'under' }, plain(row.tool), row.repo || row.cwd ? ` in ${plain(tail(row.repo || row.cwd))}` : null)),
    cell('reasons', why(row)), cell('who', who(row)));
}

export class Table {
  constructor(label) {
    this.body = h('tbody', { role: 'rowgroup' });
    const heads = ['Time', 'Verdict', 'Call', 'Why', 'Agent'];
    this.node = h('table', { class: 'rows', role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads.map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))),
      this.body);
  }

  get length() { return this.body.childElementCount; }
  clear() { this.body.replaceChildren(); }
  append(rows) { this.body.append(...rows.map(tr)); }

  // Newest first as they stand, `rows` oldest first as they came.
  prepend(rows) {
    const made = rows.map(tr).reverse();
    for (const one of made) one.classList.add('fresh');
    this.body.prepend(...made);
  }

  // No more than a page can carry: the far end gives way.
  keepNewest(most) { while (this.length > most) this.body.lastElementChild.remove(); }
  keepOldest(most) { while (this.length > most) this.body.firstElementChild.remove(); }

  // Moves the focus by one line; from outside it goes to the first.
  step(by) {
    const lines = [...this.body.children];
    if (lines.length === 0) return;
    const at = lines.indexOf(document.activeElement?.closest?.('tr'));
    const next = at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + by));
    lines[next].querySelector('a.open').focus();
    lines[next].scrollIntoView({ block: 'nearest' });
  }

  get focused() { return this.body.contains(document.activeElement); }
}
