// What the list is narrowed to; its state is the address, so that a view can be kept and shared.
import { h } from './dom.js';
import { plain } from './plain.js';
import { classes, risks } from './words.js';
import { choice, periods } from './parts.js';

export const names = ['answer', 'ruling', 'class', 'risk', 'rule', 'agent', 'session', 'repo', 'tool', 'text', 'since'];
const verdicts = [['', 'All'], ['deny', 'Denied'], ['ask', 'Asked'], ['allow', 'Allowed'], ['abstain', 'Stood aside']];
const rulings = [['', 'Any'], ['allow', 'Allowed by the rules'], ['escalate', 'Sent to the judge'], ['deny', 'Forbidden by a rule']];
const any = (rows) => [['', 'Any'], ...rows];
const waitMs = 250;

const only = (parameters) => Object.fromEntries(names.filter((name) => parameters[name]).map((name) => [name, parameters[name]]));

export class Filters {
  // `changed(parameters)` when a person chose something.
  constructor(parameters, changed) {
    this.changed = changed;
    this.node = h('form', { class: 'filters', role: 'search', 'aria-label': 'Decisions', on: { submit: (event) => { event.preventDefault(); this.flush(); } } });
    this.set(parameters);
  }

  get parameters() { return this.now; }

  set(parameters) {
    if (this.now && JSON.stringify(only(parameters)) === JSON.stringify(this.now)) return;
    this.now = only(parameters);
    const opened = this.node.querySelector('details')?.open ?? false;
    clearTimeout(this.timer);
    this.setting = true;  // a field that loses its place says that it changed
    this.node.replaceChildren(this.search(), this.verdicts(), choice('Time', 'since', periods, this.now.since ?? 'all', (value) => this.put('since', value === 'all' ? '' : value)), this.more(opened), this.chips());
    this.setting = false;
  }

  put(name, value) {
    clearTimeout(this.timer);
    const next = { ...this.now };
    if (value === '') delete next[name]; else next[name] = value;
    this.now = only(next);
    this.changed(this.now);
    this.node.querySelector('.chips')?.replaceWith(this.chips());
  }

  // A text is taken when a person pauses, leaves the field or presses Enter.
  text(label, name, type = 'text') {
    const field = h('input', {
      type, name, value: this.now[name] ?? '', autocomplete: 'off', spellcheck: 'false', maxlength: '400',
      on: { input: () => this.later(name, field), change: () => this.take(name, field) },
    });
    return h('label', { class: `field ${name}` }, h('span', null, label), field);
  }

  later(name, field) {
    clearTimeout(this.timer);
    this.flush = () => this.take(name, field);
    this.timer = setTimeout(this.flush, waitMs);
  }

  take(name, field) {
    clearTimeout(this.timer);
    if (this.setting || !field.isConnected) return;
    if (field.value.trim() !== (this.now[name] ?? '')) this.put(name, field.value.trim());
  }

  flush() {}

  search() { return this.text('Search commands', 'text', 'search'); }

  verdicts() {
    return h('fieldset', { class: 'segments' }, h('legend', null, 'Verdict'), h('div', null, verdicts.map(([value, title]) => h('label', null,
      h('input', { type: 'radio', name: 'answer', value, checked: value === (this.now.answer ?? ''), on: { change: () => this.put('answer', value) } }),
      h('span', null, title)))));
  }

  more(opened) {
    return h('details', { class: 'more', open: opened }, h('summary', null, 'More filters'), h('div', { class: 'fields' },
      choice('Rules said', 'ruling', rulings, this.now.ruling ?? '', (value) => this.put('ruling', value)),
      choice('Decided', 'class', any(Object.entries(classes)), this.now.class ?? '', (value) => this.put('class', value)),
      choice('Risk', 'risk', any(risks.map((risk) => [risk, risk])), this.now.risk ?? '', (value) => this.put('risk', value)),
      this.text('Rule', 'rule'), this.text('Agent', 'agent'), this.text('Session', 'session'), this.text('Repository', 'repo'), this.text('Tool', 'tool')));
  }

  // What is set beside search, verdict and time, each with a way to take it back.
  chips() {
    const shown = Object.entries(this.now).filter(([name]) => !['text', 'answer', 'since'].includes(name));
    return h('ul', { class: 'chips', 'aria-label': 'Filters that are set' }, shown.map(([name, value]) => h('li', null, h('button', {
      type: 'button', on: { click: () => this.drop(name) },
    }, `${name}: ${plain(value)} `, h('span', { 'aria-hidden': 'true' }, '×'), h('span', { class: 'unseen' }, 'remove')))));
  }

  drop(name) {
    const next = { ...this.now };
    delete next[name];
    this.set(next);
    this.changed(next);
    this.node.querySelector('summary').focus();
  }

  focus() { this.node.querySelector('input[type=search]').focus(); }
}
