import { decades, place, type Axis } from './scale';

/** One line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

/** What a plot shows. Both axes are logarithmic: figures grow by factors. */
export interface Plot {
  readonly title: string;
  /** With its unit. */
  readonly xLabel: string;
  /** With its unit. */
  readonly yLabel: string;
  /** Where the horizontal axis is marked: what was measured. */
  readonly xTicks: readonly number[];
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [760, 446];
const FRAME = { left: 84, right: 24, top: 56, bottom: 96 };
const LEGEND_COLUMNS = 3;
/** Lines differ in colour, in dashes and in their marks: one of the three is enough. */
const DASHES = ['', '7 4', '2 4', '10 3 2 3', '14 5'];
const MARKS: ReadonlyArray<(x: number, y: number) => string> = [
  (x, y) => `<circle cx="${x}" cy="${y}" r="4.5"/>`,
  (x, y) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`,
  (x, y) => `<path d="M${x} ${y - 5.5}l5.5 9.5h-11z"/>`,
  (x, y) => `<path d="M${x} ${y - 6}l6 6-6 6-6-6z"/>`,
  (x, y) => `<path d="M${x} ${y + 5.5}l5.5-9.5h-11z"/>`,
];
/** Colours that are told apart with any colour vision, on light and on dark ground. */
const LIGHT = ['#0b57a4', '#b54700', '#1f7a4d', '#8a2be2', '#5b6878'];
const DARK = ['#7db8ff', '#ffae70', '#7fdcac', '#cfa5ff', '#b8c2cf'];

/**
 * A plot as an SVG document: readable on light and dark ground, since it has its own; text is text.
 * @throws Error where it has no points, more series than styles, or a value that has no logarithm
 */
export function svgPlot(plot: Plot): string {
  const { series, xTicks } = plot;
  const values = series.flatMap(({ points }) => points.map(([, y]) => y));
  if (values.length === 0 || series.length > MARKS.length) {
    throw new Error(`got ${series.length} series of ${values.length} points, expected 1 to ${MARKS.length} series with points`);
  }
  const xAxis: Axis = { from: Math.min(...xTicks), to: Math.max(...xTicks), start: FRAME.left, end: WIDTH - FRAME.right };
  const yTicks = decades(Math.min(...values), Math.max(...values));
  const yAxis: Axis = { from: Math.min(...yTicks), to: Math.max(...yTicks), start: HEIGHT - FRAME.bottom, end: FRAME.top };
  const x = (value: number): number => round(place(xAxis, value));
  const y = (value: number): number => round(place(yAxis, value));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description">
<title id="title">${escaped(plot.title)}</title>
<desc id="description">${escaped(description(plot))}</desc>
<style>
${styleSheet(series.length)}
</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="title" x="${FRAME.left}" y="30">${escaped(plot.title)}</text>
<g class="grid">
${xTicks.map((tick) => `<path d="M${x(tick)} ${FRAME.top}V${HEIGHT - FRAME.bottom}"/>`).join('\n')}
${yTicks.map((tick) => `<path d="M${FRAME.left} ${y(tick)}H${WIDTH - FRAME.right}"/>`).join('\n')}
</g>
<g class="ticks">
${xTicks.map((tick) => `<text x="${x(tick)}" y="${HEIGHT - FRAME.bottom + 20}" text-anchor="middle">${tick.toLocaleString('en-US')}</text>`).join('\n')}
${yTicks.map((tick) => `<text x="${FRAME.left - 10}" y="${y(tick) + 4}" text-anchor="end">${tick.toLocaleString('en-US')}</text>`).join('\n')}
</g>
<text class="label" x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - FRAME.bottom + 42}" text-anchor="middle">${escaped(plot.xLabel)}</text>
<text class="label" transform="translate(20 ${(FRAME.top + HEIGHT - FRAME.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(plot.yLabel)}</text>
${series.map(({ points }, index) => line(index, points.map(([px, py]) => [x(px), y(py)]))).join('\n')}
${series.map(({ name }, index) => legend(index, name)).join('\n')}
</svg>
`;
}

function line(index: number, points: ReadonlyArray<readonly [number, number]>): string {
  if (points.length === 0) return '';
  const marks = points.map(([x, y]) => (MARKS[index] as (typeof MARKS)[number])(x, y)).join('');
  return `<g class="series s${index}"><path class="line" d="M${points.map((point) => point.join(' ')).join('L')}"/>${marks}</g>`;
}

function legend(index: number, name: string): string {
  const column = (WIDTH - FRAME.left - FRAME.right) / LEGEND_COLUMNS;
  const left = round(FRAME.left + index % LEGEND_COLUMNS * column);
  const top = HEIGHT - 36 + Math.floor(index / LEGEND_COLUMNS) * 18;
  return `${line(index, [[left, top], [left + 32, top]])}\n<text class="ticks" x="${left + 42}" y="${top + 4}">${escaped(name)}</text>`;
}

function styleSheet(count: number): string {
  const colours = (palette: readonly string[]): string => palette.slice(0, count).map((colour, index) => `.s${index}{--line:${colour}}`).join('');
  return `svg{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.ground{fill:#fff;stroke:#d9dfe6}.title{font-weight:600;font-size:16px;fill:#1d2733}.ticks{fill:#46525f}.label{fill:#1d2733}
.grid path{stroke:#d9dfe6}.series .line{fill:none;stroke:var(--line);stroke-width:2.5}.series{fill:var(--line)}
${colours(LIGHT)}${DASHES.slice(0, count).map((dash, index) => dash === '' ? '' : `.s${index} .line{stroke-dasharray:${dash}}`).join('')}
@media (prefers-color-scheme:dark){.ground{fill:#131a23;stroke:#303b49}.title,.label{fill:#e7ecf2}.ticks{fill:#b8c2cf}.grid path{stroke:#303b49}${colours(DARK)}}`;
}

/** For who can't see it. */
function description({ xLabel, yLabel, series }: Plot): string {
  const told = series.map(({ name, points }) => `${name}: ${points.map(([x, y]) => `${figure(y)} at ${x}`).join(', ')}`);
  return `${yLabel} over ${xLabel}. ${told.join('. ')}.`;
}

function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
