import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import send from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Encodings of files that a build has compressed, by their extensions, the smallest first. */
const encodings = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

/**
 * The files of a folder that a build has made, some of them also compressed. Their names are read once, at the start: no request can
 * name another file.
 */
export class StaticFiles {
  private readonly names: ReadonlySet<string>;

  /** @throws Error when the folder cannot be read */
  constructor(private readonly folder: string) {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    this.names = new Set(
      files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/')),
    );
  }

  /** @param name path inside the folder, with slashes */
  has(name: string): boolean {
    return this.names.has(name);
  }

  /** Sends a file, compressed if the client accepts it, or 304 if the client has it. @param maxAge ms. 0: clients ask each time */
  async send(name: string, request: FastifyRequest, reply: FastifyReply, maxAge: number): Promise<FastifyReply> {
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding = encodings.find(
      ({ name: of, extension }) => accepts(accepted, of) && this.names.has(name + extension),
    );
    const path = `/${encodeURI(name + (encoding?.extension ?? ''))}`;
    const immutable = maxAge > 0;
    const options = { root: this.folder, index: false, dotfiles: 'deny', maxAge, immutable } as const;
    const { type, statusCode, headers, stream } = await send(request.raw, path, options);
    if (statusCode === 416) return reply.code(statusCode).headers(headers).send();
    // It was deleted after the start.
    if (type !== 'file') return reply.callNotFound() as unknown as FastifyReply;
    reply.code(statusCode).headers(headers).header('content-type', typeOf(name));
    reply.header('x-content-type-options', 'nosniff').header('vary', 'accept-encoding');
    if (encoding !== undefined) reply.header('content-encoding', encoding.name);
    return reply.send(stream);
  }
}

function accepts(header: string, encoding: string): boolean {
  return new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(header);
}

function typeOf(name: string): string {
  const type = send.mime.getType(extname(name)) ?? 'application/octet-stream';
  return send.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type;
}
