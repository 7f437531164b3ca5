import * as fc from 'fast-check';
import { decades, place } from '../../../bench/load/scale';
import { svgPlot, type Plot } from '../../../bench/load/svg-plot';

const PLOT: Plot = {
  title: 'Lists & viewers', xLabel: 'tasks', yLabel: 'milliseconds', xTicks: [500, 5000],
  series: [{ name: 'bare <luigid>', points: [[500, 10], [5000, 1000]] }, { name: 'the service', points: [[500, 1], [5000, 2.5]] }],
};

describe('svgPlot', () => {
  const svg = svgPlot(PLOT);

  test('text is text, and no markup of its own', () => {
    expect(svg).toContain('>Lists &#38; viewers</text>');
    expect(svg).toContain('>bare &#60;luigid&#62;</text>');
    expect(svg).not.toContain('<luigid>');
  });

  test('elements are closed', () => {
    const open: string[] = [];
    for (const [, slash, name, empty] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (empty !== '/') open.push(name as string);
    }
    expect(open).toEqual([]);
  });

  test('who can\'t see it is told the figures', () => {
    expect(svg).toContain('milliseconds over tasks. bare &#60;luigid&#62;: 10 at 500, 1000 at 5000. the service: 1 at 500, 2.5 at 5000.');
  });

  test('lines differ by more than colour, and there are colours for dark ground', () => {
    expect(svg).toMatch(/\.s1 \.line\{stroke-dasharray:7 4\}/);
    expect(svg).toMatch(/@media \(prefers-color-scheme:dark\)\{.*\.s0\{--line:#7db8ff\}\.s1\{--line:#ffae70\}/);
  });

  test('a higher value is further up, a larger number of tasks further right', () => {
    const [, x0, y0, x1, y1] = /class="series s0"><path class="line" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(svg) as unknown as string[];

    expect(Number(x1)).toBeGreaterThan(Number(x0));
    expect(Number(y1)).toBeLessThan(Number(y0));
  });

  test('a line without points is left out, but for its name', () => {
    const one = svgPlot({ ...PLOT, series: [...PLOT.series, { name: 'nothing measured', points: [] }] });

    expect(one).toContain('>nothing measured</text>');
    expect(one).not.toContain('d="M"');
  });

  test.each([
    [[], 'got 0 series of 0 points, expected 1 to 5 series with points'],
    [Array.from({ length: 6 }, () => PLOT.series[0]), 'got 6 series of 12 points, expected 1 to 5 series with points'],
  ])('refuses what it can\'t show', (series, message) => {
    expect(() => svgPlot({ ...PLOT, series: series as Plot['series'] })).toThrow(message);
  });
});

describe('a logarithmic axis', () => {
  test.each([[1, 1, [1, 10]], [3, 250, [1, 10, 100, 1000]], [0.02, 0.5, [0.01, 0.1, 1]], [10, 1000, [10, 100, 1000]]])('from %d to %d is marked at %j', (least, most, marks) => {
    expect(decades(least, most)).toEqual(marks);
  });

  test('holds every value between its marks, in order', () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(fc.property(value, value, (one, other) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const marks = decades(least, most);
      const axis = { from: marks[0] as number, to: marks[marks.length - 1] as number, start: 0, end: 100 };
      expect(place(axis, least)).toBeGreaterThanOrEqual(-1e-6);
      expect(place(axis, most)).toBeLessThanOrEqual(100 + 1e-6);
      expect(place(axis, least)).toBeLessThanOrEqual(place(axis, most));
    }));
  });

  test.each([0, -1, Number.NaN])('%d has no place on it', (value) => {
    expect(() => place({ from: 1, to: 10, start: 0, end: 1 }, value)).toThrow('expected values over 0');
  });
});
