import { output } from '../support/run.ts';

/** The time stamps of the frames of a video, in seconds. */
export async function frameTimes(file: string): Promise<number[]> {
  const what = ['-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'csv=p=0'];
  const text = (await output('ffprobe', ['-v', 'error', ...what, file])).toString();
  return [...text.matchAll(/\d+\.\d+/g)].map(Number).sort((a, b) => a - b);
}
