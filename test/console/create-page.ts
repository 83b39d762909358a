import type { Page } from 'playwright-core';
import sharp, { type SharpOptions } from 'sharp';
import { expect } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import type { Pixels } from '../oracle/compare.ts';
import type { Console } from './console.ts';

/** A phone with a touch screen. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The page Create of a media. Names of controls are those of the English page. */
export class CreatePage {
  private constructor(readonly page: Page) {}

  /** @param search such as `?width=160&fps=10` */
  static async open(
    site: Console,
    fileId: string,
    search: string,
    options: Parameters<Console['open']>[1] = {},
  ): Promise<CreatePage> {
    const create = new CreatePage(await site.open(`/create/${fileId}${search}`, options));
    await create.exact();
    return create;
  }

  /** Waits until the frame in the viewer is the exact one. */
  async exact(): Promise<void> {
    await this.page.locator('[data-exact="true"]').waitFor();
  }

  handle(which: 'Start' | 'End') {
    return this.page.getByRole('slider', { name: `${which} of the animation` });
  }

  /** Times of the first and the last frame that are selected. */
  async selection(): Promise<readonly [first: number, last: number]> {
    const value = async (which: 'Start' | 'End') => Number(await this.handle(which).getAttribute('aria-valuenow'));
    return [await value('Start'), await value('End')];
  }

  /** The frame in the viewer. */
  async shown(): Promise<Pixels> {
    await this.exact();
    const canvas = this.page.locator('[data-exact="true"] canvas[role="img"]');
    const url = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL('image/png'));
    return pixelsOf(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  }

  /** The frames that the page shows as the first and the last one of the animation. */
  async ends(): Promise<readonly Pixels[]> {
    const shown: Pixels[] = [];
    for (const [which, label] of [
      ['Start', 'First frame: '],
      ['End', 'Last frame: '],
    ] as const) {
      // The viewer shows the frame of a handle that moves: into the selection and back.
      const keys = which === 'Start' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
      for (const key of keys) await this.handle(which).press(key);
      await this.page.getByText(label, { exact: false }).last().waitFor();
      shown.push(await this.shown());
    }
    return shown;
  }

  /** Drags something by pixels. @param before runs at the end, before the button is released */
  async drag(which: 'Start' | 'End', pixels: number, before?: () => Promise<void>): Promise<void> {
    const box = await this.handle(which).boundingBox();
    if (!box) throw new Error('The handle is not shown');
    const { mouse } = this.page;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    for (const share of [0.3, 0.6, 1]) await mouse.move(x + pixels * share, y);
    await before?.();
    await mouse.up();
  }

  /** As `drag`, with a finger. */
  async touch(which: 'Start' | 'End', pixels: number): Promise<void> {
    const box = await this.handle(which).boundingBox();
    if (!box) throw new Error('The handle is not shown');
    const session = await this.page.context().newCDPSession(this.page);
    const y = box.y + box.height / 2;
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y }] });
    const from = box.x + box.width / 2;
    await touch('touchStart', from);
    for (const share of [0.3, 0.6, 1]) await touch('touchMove', from + pixels * share);
    await touch('touchEnd');
  }

  /** Makes the animation. @returns its bytes */
  async make(): Promise<Buffer> {
    await this.page.getByRole('button', { name: 'Make the animation' }).click();
    await this.page.getByRole('heading', { name: 'Your animation is ready' }).waitFor();
    return this.result();
  }

  /** The bytes of the animation that was made. */
  async result(): Promise<Buffer> {
    const picture = this.page.locator('section[aria-live="polite"] img');
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(0);
    const answer = await this.page.request.get((await picture.getAttribute('src')) ?? '');
    return answer.body();
  }
}

async function pixelsOf(file: Buffer, options: SharpOptions = {}, size?: Pixels): Promise<Pixels> {
  const picture = sharp(file, options).toColorspace('srgb').removeAlpha();
  const sized = size ? picture.resize(size.width, size.height, { fit: 'fill' }) : picture;
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** The first and the last frame of an animation, decoded by libvips, in the size of another picture. */
export async function endsOf(animation: Buffer, like: Pixels | undefined): Promise<readonly Pixels[]> {
  const { pages = 1 } = await sharp(animation, { animated: true }).metadata();
  return Promise.all([0, pages - 1].map((page) => pixelsOf(animation, { page }, like)));
}

export const numbersOf = (frames: readonly Pixels[]): number[] => frames.map(readNumber);
