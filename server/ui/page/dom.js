// Elements from words: the only place that makes any. Text is always text.
const svgSpace = 'http://www.w3.org/2000/svg';

function checked(name, value) {
  if (/^on/i.test(name) || name === 'style' || name === 'srcdoc') throw new TypeError(`no attribute ${name}`);
  // Text of agents never becomes an address: links stay on this page.
  if (/^(href|src|action|formaction|xlink:href)$/i.test(name) && !/^#/.test(value)) throw new TypeError(`no ${name} but #…`);
  return String(value);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else {
      element.setAttribute(name, value === true ? '' : checked(name, value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

// h('a', { href: '#/', on: { click } }, 'text', node, [more])
export const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
export const svg = (name, attributes, ...children) => fill(document.createElementNS(svgSpace, name), attributes, children);

export function replace(place, ...children) {
  place.replaceChildren();
  return fill(place, null, children);
}

// Said to a screen reader, when it has time.
export function say(text) {
  const place = document.getElementById('said');
  if (place) place.textContent = text;
}
