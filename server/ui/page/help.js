// The keys, in a dialog.
import { h } from './dom.js';
import { table } from './keys.js';

export function help() {
  const close = h('button', { type: 'button', class: 'main', autofocus: true, on: { click: () => dialog.close() } }, 'Close');
  const dialog = h('dialog', { 'aria-labelledby': 'help-title', on: { close: () => dialog.remove() } },
    h('h2', { id: 'help-title' }, 'Keys'),
    h('table', { class: 'keys' },
      h('thead', { class: 'unseen' }, h('tr', null, h('th', { scope: 'col' }, 'Key'), h('th', { scope: 'col' }, 'What it does'))),
      h('tbody', null, table.map(([key, deed]) => h('tr', null,
        h('td', null, key.split(' ').map((one) => [h('kbd', null, one), ' '])), h('td', null, deed))))),
    close);
  document.body.append(dialog);
  dialog.showModal();
}
