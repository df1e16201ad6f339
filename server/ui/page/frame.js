// What stands around every view: the name, the ways between views, the page's own switches.
import { h, replace, say } from './dom.js';
import { address } from './route.js';
import { current } from './theme.js';

// What is to come (asks, loops, budgets) joins as rows of this table.
const ways = [
  { group: 'Review', rows: [['decisions', 'Decisions'], ['sessions', 'Sessions'], ['charts', 'Charts']] },
  { group: 'Policy', rows: [['suggestions', 'Suggestions']] },
];
const themes = { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' };

export class Frame {
  constructor(deeds) {
    this.deeds = deeds;
    this.root = document.getElementById('frame');
  }

  built() { return this.root.querySelector('nav') !== null; }

  build() {
    this.theme = h('button', { type: 'button', on: { click: () => this.showTheme(this.deeds.onTheme()) } });
    this.showTheme(current(), false);
    replace(this.root,
      h('header', { class: 'top' },
        h('a', { class: 'brand', href: address('decisions') }, h('span', { class: 'mark', 'aria-hidden': 'true' }), 'Gavel', h('span', { class: 'thin' }, ' review')),
        h('div', { class: 'switches' }, this.theme,
          h('button', { type: 'button', on: { click: this.deeds.onHelp } }, 'Keys'),
          h('button', { type: 'button', on: { click: this.deeds.onLeave } }, 'Sign out'))),
      h('nav', { class: 'side', 'aria-label': 'Views' }, ways.map(({ group, rows }) => h('div', { class: 'group' },
        h('p', { class: 'group-name', id: `ways-${group}` }, group),
        h('ul', { 'aria-labelledby': `ways-${group}` }, rows.map(([name, title]) => h('li', null,
          h('a', { href: address(name), 'data-view': name }, title))))))),
      h('main', { id: 'main' }));
  }

  // A fresh place for the next view.
  main() {
    const place = document.getElementById('main');
    place.replaceChildren();
    return place;
  }

  mark(name) {
    for (const link of this.root.querySelectorAll('nav a')) {
      if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  showTheme(name, aloud = true) {
    this.theme.textContent = themes[name];
    if (aloud) say(themes[name]);
  }
}
