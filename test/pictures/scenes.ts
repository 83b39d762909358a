/** Short films that the pictures of the README show. Each draws a frame of 1280x720 pixels onto `c`, a 2D context, at the time `t`, s. */
export interface Scene {
  /** File name without its extension. */
  readonly name: string;
  readonly seconds: number;
  /** Body of the function `draw(c, t)`. */
  readonly draw: string;
}

const helpers = `
const sky = (c, colors) => {
  const fill = c.createLinearGradient(0, 0, 0, 720);
  colors.forEach((color, i) => fill.addColorStop(i / (colors.length - 1), color));
  c.fillStyle = fill;
  c.fillRect(0, 0, 1280, 720);
};
const disc = (c, x, y, r, color) => { c.fillStyle = color; c.beginPath(); c.arc(x, y, r, 0, 7); c.fill(); };
const ridge = (c, base, height, step, seed, color) => {
  c.fillStyle = color;
  c.beginPath();
  c.moveTo(-10, 730);
  for (let x = -10; x <= 1290; x += step) {
    const a = (x + seed * 311) / 170;
    c.lineTo(x, base - height * (0.5 + 0.3 * Math.sin(a) + 0.2 * Math.sin(a * 2.3 + seed)));
  }
  c.lineTo(1290, 730);
  c.fill();
};
`;

const balloon = `
const body = (x, y, s, hue) => {
  c.save();
  c.translate(x, y);
  c.scale(s, s);
  for (let i = 0; i < 5; i++) {
    c.fillStyle = 'hsl(' + (hue + (i % 2 ? 26 : 0)) + ' 80% ' + (50 + i * 4) + '%)';
    c.beginPath();
    c.ellipse(0, 0, 78 - i * 17, 80, 0, 0, 7);
    c.fill();
  }
  c.strokeStyle = '#5b4a3f';
  c.lineWidth = 2;
  for (const i of [-14, 14]) { c.beginPath(); c.moveTo(i * 1.6, 66); c.lineTo(i, 104); c.stroke(); }
  c.fillStyle = '#7a5a3c';
  c.fillRect(-17, 102, 34, 24);
  disc(c, 0, 80, 7 + 3 * Math.sin(t * 17), '#ffd27a');
  c.restore();
};
sky(c, ['#2b5876', '#6d83a8', '#f4b183', '#ffd9a8']);
disc(c, 930, 430 - t * 9, 62, '#fff1cf');
disc(c, 930, 430 - t * 9, 110, 'rgb(255 241 207 / 25%)');
for (let i = 0; i < 5; i++) {
  c.fillStyle = 'rgb(255 255 255 / 35%)';
  const x = ((i * 331 + t * (18 + i * 4)) % 1500) - 120;
  for (const [dx, r] of [[0, 30], [34, 42], [78, 34], [112, 22]]) { c.beginPath(); c.ellipse(x + dx, 130 + i * 47, r * 1.4, r * 0.5, 0, 0, 7); c.fill(); }
}
ridge(c, 560, 190, 8, 1 + t * 0.03, '#8a8fb0');
body(250 + t * 34, 300 - 22 * Math.sin(t * 0.9), 1.25, 8);
ridge(c, 630, 170, 8, 4 + t * 0.07, '#5d6a86');
body(760 + t * 21, 235 - 14 * Math.sin(t * 1.2 + 2), 0.72, 200);
ridge(c, 700, 150, 8, 7 + t * 0.14, '#33425c');
for (let i = 0; i < 26; i++) {
  const x = ((i * 97 - t * 55) % 1400 + 1400) % 1400 - 60;
  const h = 46 + (i * 37) % 40;
  c.fillStyle = '#1c2a3d';
  for (let k = 0; k < 3; k++) { c.beginPath(); c.moveTo(x, 700 - h - k * h * 0.35); c.lineTo(x - h * (0.4 - k * 0.1), 715 - k * h * 0.4); c.lineTo(x + h * (0.4 - k * 0.1), 715 - k * h * 0.4); c.fill(); }
}
c.fillStyle = '#1c2a3d';
c.fillRect(0, 700, 1280, 20);
`;

const aquarium = `
sky(c, ['#0fb3c9', '#0a7ea6', '#083d6b', '#05213f']);
for (let i = 0; i < 7; i++) {
  c.fillStyle = 'rgb(255 255 255 / 5%)';
  const x = 120 + i * 190 + 40 * Math.sin(t * 0.6 + i);
  c.beginPath(); c.moveTo(x, 0); c.lineTo(x + 70, 0); c.lineTo(x - 120, 720); c.lineTo(x - 320, 720); c.fill();
}
for (let i = 0; i < 16; i++) {
  c.strokeStyle = i % 2 ? '#0d5a4a' : '#147a5c';
  c.lineWidth = 12 - (i % 3) * 3;
  c.beginPath();
  const x = 40 + i * 82;
  c.moveTo(x, 720);
  for (let k = 1; k <= 8; k++) c.lineTo(x + 16 * Math.sin(t * 1.6 + i + k * 0.6) * k / 6, 720 - k * (20 + (i * 13) % 16));
  c.stroke();
}
for (let i = 0; i < 11; i++) {
  const dir = i % 2 ? 1 : -1;
  const speed = 60 + (i * 29) % 90;
  const x = dir > 0 ? (i * 173 + t * speed) % 1480 - 100 : 1380 - (i * 211 + t * speed) % 1480;
  const y = 90 + (i * 137) % 480 + 14 * Math.sin(t * 2 + i);
  const s = 0.6 + (i % 4) * 0.22;
  c.save();
  c.translate(x, y);
  c.scale(dir * s, s);
  c.fillStyle = 'hsl(' + (i * 47 % 360) + ' 85% 62%)';
  c.beginPath(); c.ellipse(0, 0, 58, 30, 0, 0, 7); c.fill();
  c.beginPath(); c.moveTo(-48, 0); c.lineTo(-92, -30 + 10 * Math.sin(t * 11 + i)); c.lineTo(-92, 30 + 10 * Math.sin(t * 11 + i)); c.fill();
  c.fillStyle = 'rgb(255 255 255 / 55%)';
  c.fillRect(-8, -26, 10, 52);
  disc(c, 34, -7, 7, '#fff');
  disc(c, 36, -7, 3.5, '#123');
  c.restore();
}
for (let i = 0; i < 40; i++) {
  const y = 740 - (i * 53 + t * (70 + i % 5 * 18)) % 780;
  c.strokeStyle = 'rgb(255 255 255 / 45%)';
  c.lineWidth = 2;
  c.beginPath(); c.arc((i * 97) % 1280 + 8 * Math.sin(t * 3 + i), y, 3 + i % 5 * 2, 0, 7); c.stroke();
}
`;

const lighthouse = `
sky(c, ['#0b1033', '#23235b', '#5b3a73', '#b5607a']);
for (let i = 0; i < 90; i++) disc(c, (i * 379) % 1280, (i * 211) % 420, 1 + i % 3 * 0.5, 'rgb(255 255 255 / ' + (30 + 50 * Math.abs(Math.sin(t * 1.5 + i))) + '%)');
c.fillStyle = '#fdf3d7';
c.beginPath(); c.arc(1040, 130, 48, 0.6, 4.3); c.arc(1060, 118, 40, 4.05, 0.85, true); c.fill();
const turn = t * 1.6;
c.save();
c.translate(345, 262);
for (const side of [0, Math.PI]) {
  const width = 60 * Math.abs(Math.cos(turn + side)) + 14;
  const reach = 1300 * Math.sin(turn + side);
  const beam = c.createLinearGradient(0, 0, reach, 0);
  beam.addColorStop(0, 'rgb(255 236 170 / 75%)');
  beam.addColorStop(1, 'rgb(255 236 170 / 0%)');
  c.fillStyle = beam;
  c.beginPath(); c.moveTo(0, -6); c.lineTo(reach, -width * 2); c.lineTo(reach, width * 2); c.lineTo(0, 6); c.fill();
}
c.restore();
for (let i = 0; i < 6; i++) {
  c.fillStyle = 'hsl(' + (230 - i * 4) + ' 55% ' + (27 - i * 3.4) + '%)';
  c.beginPath();
  c.moveTo(0, 720);
  for (let x = 0; x <= 1280; x += 8) c.lineTo(x, 520 + i * 34 + (5 + i * 2) * Math.sin(x / (60 + i * 14) + t * (1.1 + i * 0.25) * (i % 2 ? 1 : -1) + i));
  c.lineTo(1280, 720);
  c.fill();
}
c.fillStyle = '#0a0c20';
c.beginPath(); c.moveTo(120, 720); c.lineTo(190, 560); c.lineTo(300, 515); c.lineTo(410, 520); c.lineTo(520, 600); c.lineTo(590, 720); c.fill();
for (let k = 0; k < 6; k++) {
  const y = 280 + k * 41;
  const w = 28 + k * 4.5;
  c.fillStyle = k % 2 ? '#c94b4b' : '#efe7da';
  c.beginPath(); c.moveTo(345 - w, y + 41); c.lineTo(345 - w + 4.5, y); c.lineTo(345 + w - 4.5, y); c.lineTo(345 + w, y + 41); c.fill();
}
c.fillStyle = '#20243f';
c.fillRect(312, 274, 66, 8);
disc(c, 345, 260, 15, '#ffeaa8');
c.beginPath(); c.moveTo(322, 244); c.lineTo(368, 244); c.lineTo(345, 218); c.fillStyle = '#c94b4b'; c.fill();
`;

export const scenes: readonly Scene[] = [
  { name: 'Aquarium', seconds: 6, draw: aquarium },
  { name: 'Lighthouse at night', seconds: 8, draw: lighthouse },
  { name: 'Balloons at sunrise', seconds: 10, draw: balloon },
];

/** A page that draws a frame by `frame(t)` and returns it as a JPEG. */
export const pageOf = ({ draw }: Scene): string => `<canvas width="1280" height="720"></canvas><script>
${helpers}
const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
const draw = (c, t) => {${draw}};
window.frame = (t) => { draw(context, t); return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]; };
</script>`;
