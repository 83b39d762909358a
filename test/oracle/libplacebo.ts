import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { output, run } from '../support/run.ts';

const icdFolder = '/usr/share/vulkan/icd.d';

/** The description of the software Vulkan device of Mesa (lavapipe), or undefined. */
function softwareDevice(): string | undefined {
  try {
    const file = readdirSync(icdFolder).find((name) => name.startsWith('lvp_icd'));
    return file && join(icdFolder, file);
  } catch {
    return undefined;
  }
}

/** Says why HDR frames cannot be rendered with libplacebo here; undefined when they can. */
export async function libplaceboAbsence(): Promise<string | undefined> {
  if (!softwareDevice()) return `There is no software Vulkan device in ${icdFolder} (Debian: mesa-vulkan-drivers)`;
  const filters = await run('ffmpeg', ['-hide_banner', '-filters']);
  if (!filters.stdout.includes(' libplacebo ')) return 'ffmpeg has no filter libplacebo';
  return undefined;
}

/**
 * Renders the frame at a time in seconds as libplacebo shows it on an SDR screen with the curve of BT.2390, to a PNG file.
 * Nothing is dithered, because dithering looks like contrast. Newer versions than that of Debian 12 render wrongly on
 * the software device. The filter copy gives the upload a buffer of its own: the upload goes on after ffmpeg has
 * returned the buffer to the decoder, which may then write a later frame into it.
 */
export async function renderWithLibplacebo(
  input: string,
  seconds: number,
  png: string,
  size?: { width: number; height: number },
): Promise<void> {
  const device = softwareDevice() ?? '';
  const env = { ...process.env, VK_DRIVER_FILES: device, VK_ICD_FILENAMES: device };
  const colors = ['colorspace=bt709', 'color_primaries=bt709', 'color_trc=bt709', 'format=yuv444p', 'range=pc'];
  const scaling = size ? [`w=${size.width}`, `h=${size.height}`] : [];
  const tones = ['tonemapping=bt.2390', 'dithering=none', ...colors, ...scaling].join(':');
  const toRgb = 'format=yuv444p,scale=in_color_matrix=bt709:in_range=pc,format=rgb24';
  const filter = `trim=end_frame=1,copy,format=yuv420p10,hwupload,libplacebo=${tones},hwdownload,${toRgb}`;
  const vulkan = ['-init_hw_device', 'vulkan=vk:0', '-filter_hw_device', 'vk'];
  const source = ['-noautorotate', '-ss', String(seconds), '-i', input, '-frames:v', '1'];
  await output('ffmpeg', ['-v', 'error', '-y', ...vulkan, ...source, '-vf', filter, png], { env });
}
