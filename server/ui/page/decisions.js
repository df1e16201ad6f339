// The list: newest first, narrowed by filters, growing while it is looked at.
import { ask, file } from './api.js';
import { h, replace, say } from './dom.js';
import { follow } from './events.js';
import { Filters } from './filters.js';
import { quiet, since, trouble } from './parts.js';
import { address } from './route.js';
import { Table } from './table.js';
import { count, decisions } from './words.js';

const pageSize = 100;
const mostLines = 1000;
const drawEveryMs = 250;

// What the gateway is asked, of what the address says.
const asked = (parameters) => ({ ...parameters, since: undefined, since_ms: since(parameters.since) });

class List {
  constructor(context) {
    this.context = context;
    this.table = new Table('Decisions, newest first');
    this.newest = 0;
    this.next = null;
    this.waiting = [];
    this.filters = new Filters(context.place.parameters, (parameters) => this.narrow(parameters));
    this.state = h('p', { class: 'live', id: 'live' }, 'connecting');
    this.fresh = h('button', { type: 'button', class: 'fresh-rows', hidden: true, on: { click: () => this.showWaiting() } });
    this.older = h('button', { type: 'button', hidden: true, on: { click: () => this.loadOlder() } }, 'Older decisions');
    this.note = h('div', { class: 'after' });
  }

  draw() {
    replace(this.context.main,
      h('div', { class: 'title' }, h('h1', null, 'Decisions'), this.state,
        h('button', { type: 'button', on: { click: (event) => this.save(event.target) } }, 'Export as JSON lines')),
      this.filters.node, this.fresh, this.table.node, this.note, h('div', { class: 'after' }, this.older));
  }

  narrow(parameters) {
    history.replaceState(null, '', address('decisions', '', parameters));
    this.begin();
  }

  // From the start with what the filters say now. An answer that comes late is not drawn.
  async begin() {
    this.run?.abort();
    const run = new AbortController();
    this.run = run;
    this.context.signal.addEventListener('abort', () => run.abort(), { once: true });
    this.table.node.setAttribute('aria-busy', 'true');
    try {
      const page = await ask('decisions', { ...asked(this.filters.parameters), limit: pageSize }, run.signal);
      this.take(page, true);
      say(page.rows.length === 0 ? 'no decisions' : `${decisions(page.rows.length)}${page.next ? ', the newest' : ''}`);
    } catch (error) {
      if (!run.signal.aborted) replace(this.note, trouble(error));
      return;
    } finally {
      this.table.node.removeAttribute('aria-busy');
    }
    this.listen(run.signal);
  }

  take(page, afresh) {
    if (afresh) {
      this.table.clear();
      this.newest = page.newest;
      this.waiting = [];
      this.drawWaiting();
    }
    this.table.append(page.rows);
    if (!afresh) this.table.keepOldest(mostLines);
    this.next = page.next;
    this.older.hidden = page.next === null;
    replace(this.note, this.table.length === 0 ? this.nothing() : null);
  }

  nothing() {
    const filtered = Object.keys(this.filters.parameters).length > 0;
    return quiet(filtered ? 'No decision fits these filters.' : 'Nothing is recorded yet. Decisions appear here as agents ask.');
  }

  async loadOlder() {
    if (this.next === null || this.loading) return;
    this.loading = true;
    this.older.disabled = true;
    try {
      const last = this.table.body.lastElementChild;
      const page = await ask('decisions', { ...asked(this.filters.parameters), limit: pageSize, before: this.next }, this.run.signal);
      const focused = this.table.focused || document.activeElement === this.older;
      this.take(page, false);
      say(`${decisions(page.rows.length)} more`);
      if (focused) last?.nextElementSibling?.querySelector('a.open').focus();
    } catch (error) {
      if (!this.run.signal.aborted) replace(this.note, trouble(error));
    } finally {
      this.loading = false;
      this.older.disabled = false;
    }
  }

  listen(signal) {
    const state = (open) => {
      this.state.textContent = open ? 'live' : 'not connected, trying again';
      this.state.classList.toggle('on', open);
    };
    const take = (event) => {
      if (signal.aborted) return;
      if (event.type === 'behind') this.waiting = [];
      if (event.type !== 'row') return;
      const row = JSON.parse(event.data);
      // The list holds every row up to the newest that is known: each is shown once.
      if (row.seq <= this.newest) return;
      this.newest = row.seq;
      this.waiting.push(row);
      if (this.waiting.length > mostLines) this.waiting.shift();
      this.timer ??= setTimeout(() => this.drawNew(), drawEveryMs);
    };
    follow(asked(this.filters.parameters), () => this.newest, take, state, signal);
  }

  // Lines do not move under a reader's eyes or focus: then they wait behind a button.
  drawNew() {
    this.timer = undefined;
    if (window.scrollY < 40 && !this.table.focused) this.showWaiting();
    else this.drawWaiting();
  }

  drawWaiting() {
    this.fresh.hidden = this.waiting.length === 0;
    this.fresh.textContent = `Show ${count(this.waiting.length)} new`;
  }

  showWaiting() {
    if (this.waiting.length === 0) return;
    const denied = this.waiting.filter((row) => row.answer === 'deny').length;
    say(`new: ${decisions(this.waiting.length)}${denied > 0 ? `, ${denied} denied` : ''}`);
    const refocus = document.activeElement === this.fresh;
    this.table.prepend(this.waiting);
    if (this.next !== null || this.table.length > mostLines) this.trim();
    this.waiting = [];
    this.drawWaiting();
    replace(this.note);
    if (refocus) this.table.body.querySelector('a.open').focus();
  }

  // What gives way at the end can be loaded again.
  trim() {
    this.table.keepNewest(mostLines);
    this.next = Number(this.table.body.lastElementChild.dataset.seq);
    this.older.hidden = false;
  }

  async save(button) {
    button.disabled = true;
    try {
      const blob = await file('export', asked(this.filters.parameters), this.context.signal);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = 'gavel.jsonl';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      say('exported');
    } catch (error) {
      if (!this.context.signal.aborted) replace(this.note, trouble(error));
    } finally {
      button.disabled = false;
    }
  }

  update(place) {
    this.filters.set(place.parameters);
    this.begin();
    return true;
  }

  get keys() {
    return {
      j: () => this.table.step(1), k: () => this.table.step(-1), '/': () => this.filters.focus(),
      o: () => { this.loadOlder(); }, n: () => this.showWaiting(),
    };
  }
}

export async function open(context) {
  const list = new List(context);
  list.draw();
  await list.begin();
  return list;
}
