export interface Line {
  name: string;
  points: Array<[x: number, y: number]>;
  /** Connects the points by lines. */
  joined: boolean;
}

export interface Chart {
  title: string;
  x: string;
  y: string;
  lines: readonly Line[];
  /** Starts both axes at 0. */
  fromZero?: boolean;
}

const width = 640;
const height = 320;
const margin = { left: 60, right: 220, top: 36, bottom: 44 };
const colors = ['#0b6e4f', '#d1495b', '#30638e', '#edae49', '#7b5ea7', '#666666'];

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const short = (value: number): string => Number(value.toPrecision(3)).toString();

/** Draws a chart as SVG. */
export function lineChart({ title, x, y, lines, fromZero = false }: Chart): string {
  const all = lines.flatMap(({ points }) => points);
  const range = (axis: 0 | 1): [number, number] => {
    const values = all.map((point) => point[axis]);
    const low = fromZero ? 0 : Math.min(...values);
    const high = Math.max(...values);
    const room = (high - low || 1) * 0.05;
    return [fromZero ? 0 : low - room, high + room];
  };
  const [x0, x1] = range(0);
  const [y0, y1] = range(1);
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const atX = (value: number) => Math.round(margin.left + ((value - x0) / (x1 - x0)) * (right - margin.left));
  const atY = (value: number) => Math.round(bottom - ((value - y0) / (y1 - y0)) * (bottom - margin.top));
  const text = (at: [number, number], label: string, anchor = 'middle') =>
    `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}">${escaped(label)}</text>`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => {
    const [valueX, valueY] = [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
    return [
      `<path d="M${margin.left} ${atY(valueY)}H${right}" stroke="#ddd"/>`,
      text([margin.left - 6, atY(valueY) + 4], short(valueY), 'end'),
      text([atX(valueX), bottom + 16], short(valueX)),
    ];
  });
  const series = lines.flatMap(({ name, points, joined }, n) => {
    const color = colors[n % colors.length];
    const dots = points.map(([px, py]) => `<circle cx="${atX(px)}" cy="${atY(py)}" r="4" fill="${color}"/>`);
    const path = points.map(([px, py], at) => `${at ? 'L' : 'M'}${atX(px)} ${atY(py)}`).join('');
    const top = margin.top + 18 * n;
    return [
      ...(joined ? [`<path d="${path}" fill="none" stroke="${color}" stroke-width="2"/>`] : []),
      ...dots,
      `<circle cx="${right + 14}" cy="${top}" r="4" fill="${color}"/>`,
      text([right + 24, top + 4], name, 'start'),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left}" y="20" font-size="14">${escaped(title)}</text>`,
    ...ticks,
    ...series,
    text([(margin.left + right) / 2, height - 8], x),
    text([margin.left - 6, margin.top - 8], y, 'end'),
    '</svg>\n',
  ].join('\n');
}
