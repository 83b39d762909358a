import { metadataParams } from '../../../domain/upload/params.js';
import type { JsonSchema } from '../../../wire/params/kind.js';

const header = (name: string, description: string, required = true): JsonSchema => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

const version = header('Tus-Resumable', 'Version of the protocol: `1.0.0`.');
const id: JsonSchema = {
  name: 'UploadId',
  in: 'path',
  required: true,
  description: 'ID of the upload.',
  schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
};
const bytes: JsonSchema = {
  content: { 'application/offset+octet-stream': { schema: { description: 'Bytes of the file.' } } },
};

const keys = Object.entries((metadataParams.json as { properties: Record<string, JsonSchema> }).properties).map(
  ([name, { description }]) => `\`${name}\`: ${String(description)}`,
);

const signing =
  'A signature must cover all headers that begin with `Upload-`. A body is not signed: send `X-TC-Content-SHA256: UNSIGNED-PAYLOAD`, and ' +
  'sign this text in its place.';

/** One operation of tus 1.0. Its errors are those of all routes. */
export interface TusOperation {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly JsonSchema[];
  readonly requestBody?: JsonSchema;
  /** HTTP status of its success. */
  readonly status: number;
  readonly success: string;
}

/** The operations of tus, by path and method. */
export const tusOperations: Readonly<Record<string, Readonly<Record<string, TusOperation>>>> = {
  '/x/v1/uploads': {
    post: {
      name: 'CreateUpload',
      summary:
        'Begins an upload with tus 1.0 (https://tus.io/protocols/resumable-upload), with any client of the protocol. Extensions: ' +
        'creation, creation-with-upload, expiration, termination.',
      description: signing,
      parameters: [
        version,
        header('Upload-Length', 'Size of the file, bytes.'),
        header(
          'Upload-Metadata',
          `Keys with values in base64. \`filename\` gives the name and the type of the media, \`filetype\` its type when the name has no ` +
            `extension. These keys are those of ApplyUpload: ${keys.join(' ')} Other keys that begin with a small letter are ignored.`,
          false,
        ),
      ],
      requestBody: { required: false, ...bytes },
      status: 201,
      success: 'The upload exists; `Location` is its URL, relative to this one.',
    },
  },
  '/x/v1/uploads/{UploadId}': {
    head: {
      name: 'DescribeUploadOffset',
      summary:
        'Returns how many bytes of an upload the service has, in `Upload-Offset`. A request that is sending bytes ends.',
      description: 'An upload ends 24 hours after its last bytes, and at most 8 days after its beginning.',
      parameters: [id, version],
      status: 200,
      success: 'The upload exists. `Upload-Offset` is the offset of its next byte.',
    },
    patch: {
      name: 'AppendUpload',
      summary: 'Appends bytes to an upload. Those that arrive before the connection breaks are kept.',
      description:
        `The file becomes a media when it is complete; DescribeUpload returns which one. ${signing} After the statuses 409, 423 and 503, ` +
        'a client asks for the offset, and continues there.',
      parameters: [id, version, header('Upload-Offset', 'Offset of the first byte: the bytes that the service has.')],
      requestBody: { required: true, ...bytes },
      status: 204,
      success: 'The bytes are on disk. `Upload-Offset` is the offset of the next byte.',
    },
    delete: {
      name: 'DeleteUpload',
      summary: 'Ends an upload, and deletes its bytes. A media that its file became stays.',
      description: '',
      parameters: [id, version],
      status: 204,
      success: 'The upload is deleted.',
    },
  },
};

/** Their methods and paths. */
export const tusRoutes = Object.entries(tusOperations).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => ({ path, method: method.toUpperCase() })),
);
