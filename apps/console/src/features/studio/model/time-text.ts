/**
 * A time as an editor shows it, with milliseconds: `0:04.200`, `1:02:03.000`. For reading only: two frames of very fast films can look
 * the same.
 */
export function timeText(seconds: number, digits = 3): string {
  const scale = 10 ** digits;
  const all = Math.round(Math.max(0, seconds) * scale) / scale;
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  const rest = (all % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

const number = String.raw`\d+(?:[.,]\d+)?|[.,]\d+`;
const clock = new RegExp(`^(?:(\\d+):)?(\\d+):(${number})$`);
const frames = /^(\d+):(\d+):(\d+)[:;](\d+)$/;
const units = new RegExp(`^(?:(${number})h)?(?:(${number})m(?:in)?)?(?:(${number})s?)?$`);
const milliseconds = new RegExp(`^(${number})ms$`);
const frameNumber = /^(?:#(\d+)|(\d+)f)$/;

const value = (text: string | undefined): number => (text === undefined ? 0 : Number(text.replace(',', '.')));

/**
 * Reads a time that a person typed: `12.5`, `12,5`, `0:12.5`, `1:02:03`, `00:00:12:13` (frames), `1m30s`, `500ms`, `#300` or `300f` (a
 * frame). `-3` counts back from the end.
 * @param fps average frame rate, for frames
 * @param length of the film, seconds
 * @returns seconds; undefined for anything else
 */
export function parseTime(typed: string, fps: number, length: number): number | undefined {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, '').replaceAll('：', ':');
  if (text.startsWith('-')) {
    const back = text.startsWith('--') ? undefined : parseTime(text.slice(1), fps, length);
    return back === undefined ? undefined : Math.max(0, length - back);
  }
  const [, timecodeHours, timecodeMinutes, timecodeSeconds, frame] = frames.exec(text) ?? [];
  if (frame !== undefined) {
    // Timecodes count whole frames: 29.97 fps has 30 in a second.
    if (Number(frame) >= Math.round(fps) || Number(timecodeSeconds) >= 60) return undefined;
    return Number(timecodeHours) * 3600 + Number(timecodeMinutes) * 60 + Number(timecodeSeconds) + Number(frame) / fps;
  }
  const [, hours, minutes, seconds] = clock.exec(text) ?? [];
  if (seconds !== undefined) {
    if (value(seconds) >= 60 || (hours !== undefined && Number(minutes) >= 60)) return undefined;
    return value(hours) * 3600 + value(minutes) * 60 + value(seconds);
  }
  const [, thousandths] = milliseconds.exec(text) ?? [];
  if (thousandths !== undefined) return value(thousandths) / 1000;
  const counted = frameNumber.exec(text);
  if (counted) return Number(counted[1] ?? counted[2]) / fps;
  const parts = text === '' ? null : units.exec(text);
  return parts ? value(parts[1]) * 3600 + value(parts[2]) * 60 + value(parts[3]) : undefined;
}
