import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../testing/refusal.js';
import { describedBy } from './metadata.js';

const requested = (metadata: Record<string, string | null>) => describedBy(metadata).request;

describe('the metadata of an upload with tus', () => {
  test.each<[filename: string, filetype: string, name: string, type: string]>([
    ['talk.mp4', '', 'talk', 'mp4'],
    ['talk.final.MOV', 'video/mp4', 'talk.final', 'mov'],
    ['folder/talk.mp4', '', 'talk', 'mp4'],
    ['C:\\videos\\talk.mkv', '', 'talk', 'mkv'],
    ['talk', 'video/quicktime', 'talk', 'mov'],
    ['talk', 'video/webm; codecs=vp9', 'talk', 'webm'],
    ['talk', 'application/octet-stream', 'talk', ''],
    ['.mp4', 'video/mp4', '.mp4', 'mp4'],
    ['演讲.mp4', '', '演讲', 'mp4'],
    [`${'x'.repeat(300)}.mp4`, '', 'x'.repeat(255), 'mp4'],
  ])('give the file %j of type %j the name %j and the type %j', (filename, filetype, name, type) => {
    expect(requested({ filename, filetype })).toMatchObject({ name, type });
  });

  test('give parameters precedence, and keep keys of clients', () => {
    const own = { MediaName: 'Talk', MediaType: 'mp4', Procedure: 'flow', ClassId: '5', SourceContext: 'user 7' };
    const request = requested({ filename: 'a.mov', relativePath: 'null', secret: null, ...own });
    expect(request).toMatchObject({
      name: 'Talk',
      type: 'mp4',
      procedure: 'flow',
      classId: 5,
      sourceContext: 'user 7',
    });
    expect(describedBy({ SubAppId: '1500000007' }).subAppId).toBe(1_500_000_007);
    expect(describedBy({}).subAppId).toBeUndefined();
  });

  test.each<[metadata: Record<string, string>, text: string]>([
    [{ Procedures: 'x' }, 'UnknownParameter'],
    [{ filename: 'a.mpd' }, 'InvalidParameterValue.MediaType: The type of the file is "mpd", a playlist'],
    [{ MediaType: 'm p4' }, 'InvalidParameterValue.MediaType'],
    [{ filename: 'a\0.mp4' }, 'InvalidParameterValue: filename in Upload-Metadata must be UTF-8 text'],
    [{ note: 'x'.repeat(9_000) }, 'InvalidParameterValue: Upload-Metadata must have at most 8192 characters'],
  ])('are refused: %j', (metadata, text) => {
    expect(refusalOf(() => describedBy(metadata))).toContain(text);
  });
});
