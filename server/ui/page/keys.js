// One key, one deed: the page's, and those of the view that is shown.
const typing = (target) => target instanceof HTMLElement
  && (target.matches('textarea, select, input:not([type=radio]):not([type=checkbox])') || target.isContentEditable);

export class Keys {
  constructor(own) {
    this.own = own;
    this.ofView = {};
    document.addEventListener('keydown', (event) => this.take(event));
  }

  take(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    if (typing(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const deed = this.ofView[event.key] ?? this.own[event.key];
    if (!deed) return;
    if (deed(event) !== false) event.preventDefault();
  }
}

export const table = [
  ['j', 'next decision'], ['k', 'the one before'], ['Enter', 'open it'], ['Esc', 'back to the list'],
  ['/', 'search'], ['o', 'load older decisions'], ['n', 'show what came in meanwhile'],
  ['1 2 3 4', 'decisions, sessions, charts, suggestions'], ['t', 'light, dark, or as the system has it'], ['?', 'these keys'],
];
