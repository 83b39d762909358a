import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeError } from '../../testing/fake-error.ts';
import { fakePictures } from '../../testing/fake-pictures.ts';
import type { FakeService } from '../../testing/fake-service.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 160, height: 90, close() {} }));
});
afterEach(removeConsole);

const main = { length: 20, fps: 25 };
/** The second video of the file. */
const second = { length: 8, fps: 10 };
const video = { Width: 1920, Height: 1080, Codec: 'h264', Bitrate: 0, CodecTag: '', Fps: main.fps };
const stream = { ...video, DynamicRangeInfo: { Type: 'SDR' as const, HDRType: '' as const } };

type Answer = FakeService['overrides'][string];

/** The page of a file with two videos. */
async function open(search = '') {
  let stills = '';
  const shown = await renderConsole((service) => {
    const data = { Duration: main.length, VideoDuration: main.length, VideoStreamSet: [stream, stream] };
    const { FileId } = service.addMedia({ Name: 'angles.mkv' }, data);
    stills = `GET /x/v1/media/${FileId}/stills`;
    fakePictures(service, FileId, second);
    const ofSecond = service.overrides[stills] as Answer;
    fakePictures(service, FileId, main);
    const ofMain = service.overrides[stills] as Answer;
    service.overrides[stills] = (params) => {
      if (params.Stream === undefined) return ofMain(params);
      if (params.Stream === '1') return ofSecond(params);
      return new FakeError('InvalidParameterValue', 'The input has no stream 7', 400);
    };
    return `/create/${FileId}${search}`;
  });
  await screen.findByRole('slider', { name: 'Start of the animation' });
  const sent = () =>
    shown.service.sent(stills) as { Stream?: string; Every?: string; Count?: string; Times?: string }[];
  return { ...shown, sent };
}

const end = () => screen.getByRole('slider', { name: 'End of the animation' });
const inAddress = (stream: number) => `?more=${encodeURIComponent(JSON.stringify({ Stream: stream }))}`;

describe('another video stream', () => {
  test('is shown by the timeline and the viewer, with its own length', async () => {
    const { sent } = await open(inAddress(1));
    expect(end().getAttribute('aria-valuemax')).toBe('8');
    await waitFor(() => expect(end().getAttribute('aria-valuenow')).toBe('2.9'));
    await waitFor(() => expect(sent().some(({ Every }) => Every !== undefined)).toBe(true));
    await waitFor(() => expect(sent().some(({ Count }) => Count !== undefined)).toBe(true));
    expect(sent().every(({ Stream }) => Stream === '1')).toBe(true);
    expect(document.querySelector('video')).toBeNull();
  });

  test('replaces the timeline when it is chosen, and keeps the selection', async () => {
    const { user, sent } = await open('?in=4&out=6.96');
    await waitFor(() => expect(end().getAttribute('aria-valuenow')).toBe('6.96'));
    expect(sent().every(({ Stream }) => Stream === undefined)).toBe(true);
    await user.click(screen.getByRole('button', { name: 'More options' }));
    const field = await screen.findByLabelText('Video stream');
    await user.clear(field);
    await user.type(field, '1');
    fireEvent.blur(field);
    await waitFor(() => expect(end().getAttribute('aria-valuemax')).toBe('8'));
    await waitFor(() => expect(end().getAttribute('aria-valuenow')).toBe('6.9'));
    expect(screen.getByRole('slider', { name: 'Start of the animation' }).getAttribute('aria-valuenow')).toBe('4');
    expect(field.isConnected).toBe(true);
  });

  test('that does not exist leaves the main one', async () => {
    await open(inAddress(7));
    expect(end().getAttribute('aria-valuemax')).toBe('20');
  });
});
