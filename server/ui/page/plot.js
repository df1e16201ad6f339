// Charts as SVG: stacked bars and lines over time, each with its numbers as a table.
import { h, svg } from './dom.js';
import { columns, fold, wide } from './parts.js';
import { clock, day } from './words.js';

const height = 180;
const pad = { left: 52, right: 8, top: 10, bottom: 24 };

// A round number at or above the greatest value.
function roundUp(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= value);
}

const label = (bucket, width) => (width >= 86_400_000 ? day(bucket.begin_ms) : `${day(bucket.begin_ms).slice(5)} ${clock(bucket.begin_ms).slice(0, 5)}`);
const tick = (bucket, first) => (day(bucket.begin_ms) === day(first.begin_ms) ? clock(bucket.begin_ms).slice(0, 5) : label(bucket, bucket.width));

class Paper {
  constructor(buckets, most, width) {
    Object.assign(this, { buckets, width, most: roundUp(most) });
    this.step = (width - pad.left - pad.right) / buckets.length;
  }

  x(index) { return pad.left + index * this.step; }
  y(value) { return pad.top + (height - pad.top - pad.bottom) * (1 - value / this.most); }

  axes(format) {
    const lines = [0, 0.5, 1].map((part) => {
      const y = this.y(this.most * part);
      return [svg('path', { d: `M${pad.left} ${y}H${this.width - pad.right}`, class: 'grid' }), svg('text', { x: pad.left - 6, y: y + 4, class: 'label end' }, format(this.most * part))];
    });
    const every = Math.ceil(this.buckets.length / Math.max(2, Math.floor(this.width / 110)));
    const times = this.buckets.map((bucket, index) => (index % every === 0 && this.x(index) < this.width - 60
      ? svg('text', { x: this.x(index), y: height - 6, class: 'label' }, tick(bucket, this.buckets[0])) : null));
    return [lines, times];
  }
}

function bars(paper, parts) {
  return paper.buckets.map((bucket, index) => {
    let below = 0;
    return parts.map(({ name, of }) => {
      const value = of(bucket);
      if (value === 0) return null;
      const top = paper.y(below + value);
      const bar = svg('rect', { x: paper.x(index) + paper.step * 0.1, width: Math.max(1, paper.step * 0.8), y: top, height: Math.max(0.5, paper.y(below) - top), class: `fill ${name}` });
      below += value;
      return bar;
    });
  });
}

// A line stands where there are values; buckets without any leave a gap.
function lines(paper, parts, known) {
  return parts.map(({ name, of }) => {
    let pen = 'M';
    const path = paper.buckets.map((bucket, index) => {
      if (!known(bucket)) { pen = 'M'; return ''; }
      const piece = `${pen}${(paper.x(index) + paper.step / 2).toFixed(1)} ${paper.y(of(bucket)).toFixed(1)}`;
      pen = 'L';
      return piece;
    }).join('');
    const dots = paper.buckets.map((bucket, index) => (known(bucket) ? svg('circle', { cx: paper.x(index) + paper.step / 2, cy: paper.y(of(bucket)), r: 2, class: `fill ${name}` }) : null));
    return [svg('path', { d: path || 'M0 0', class: `stroke ${name}` }), dots];
  });
}

const tips = (paper, parts, format) => paper.buckets.map((bucket, index) => svg('rect', { x: paper.x(index), y: pad.top, width: paper.step, height: height - pad.top - pad.bottom, class: 'tip' },
  svg('title', null, `${label(bucket, bucket.width)}: ${parts.map(({ title, of }) => `${title} ${format(of(bucket))}`).join(', ')}`)));

const legend = (parts, shape) => (parts.length < 2 ? null : h('ul', { class: 'legend', 'aria-hidden': 'true' }, parts.map(({ name, title }) => h('li', null,
  svg('svg', { viewBox: '0 0 12 12', width: 12, height: 12 }, shape === 'bars' ? svg('rect', { width: 12, height: 12, rx: 2, class: `fill ${name}` }) : svg('path', { d: 'M0 6H12', class: `stroke ${name}` })), title))));

const numbers = (title, buckets, parts, format) => fold('The numbers', () => wide(`${title} in numbers`, h('table', null, columns('From', ...parts.map(({ title }) => title)),
  h('tbody', null, buckets.map((bucket) => h('tr', null, h('th', { scope: 'row' }, label(bucket, bucket.width)), parts.map(({ of }) => h('td', { class: 'number' }, format(of(bucket))))))))));

// chart: { title, said, shape: 'bars' | 'lines', parts: [{ name, title, of(bucket) }], format, known?(bucket) }
export function plot(chart, buckets, width) {
  const { parts, format } = chart;
  const most = Math.max(0, ...buckets.map((bucket) => (chart.shape === 'bars' ? parts.reduce((sum, part) => sum + part.of(bucket), 0) : Math.max(...parts.map((part) => part.of(bucket))))));
  if (most === 0) return h('figure', { class: 'plot' }, h('h2', null, chart.title), h('figcaption', { class: 'quiet' }, `Nothing to draw in this time: ${chart.said}.`));
  const paper = new Paper(buckets, most, width);
  return h('figure', { class: 'plot' }, h('h2', null, chart.title),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${chart.title}: ${chart.said}` },
      paper.axes(format), chart.shape === 'bars' ? bars(paper, parts) : lines(paper, parts, chart.known ?? (() => true)), tips(paper, parts, format)),
    legend(parts, chart.shape), h('figcaption', { class: 'quiet' }, chart.said), numbers(chart.title, buckets, parts, format));
}
