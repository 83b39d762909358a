import type { RouteClient, RouteReply } from './client.ts';

/** A browser with a page of the service: it keeps the cookie, and sends the headers that browsers and the console send. */
export class Browser {
  /** The cookie as it is sent. */
  cookie = '';

  /** @param headers sent with every request */
  constructor(
    private readonly client: RouteClient,
    private readonly headers: Record<string, string> = { 'x-cliploop-csrf': '1', 'sec-fetch-site': 'same-origin' },
  ) {}

  async send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<RouteReply> {
    const reply = await this.client.send(
      method,
      path,
      {
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(body && { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      body && JSON.stringify(body),
    );
    const set = reply.headers.get('set-cookie');
    if (set !== null) this.cookie = /Max-Age=0(;|$)/.test(set) ? '' : (set.split(';')[0] ?? '');
    return reply;
  }

  signIn({ secretId, secretKey }: { secretId: string; secretKey: string }): Promise<RouteReply> {
    return this.send('POST', '/x/v1/session', { SecretId: secretId, SecretKey: secretKey });
  }

  /** Calls an action of API 3.0. @returns `Response` */
  async action(
    name: string,
    params: object = {},
    headers: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const common = { 'content-type': 'application/json', 'x-tc-action': name, 'x-tc-version': '2018-07-17' };
    const reply = await fetch(`${this.client.origin}/`, {
      method: 'POST',
      headers: { ...common, cookie: this.cookie, ...this.headers, ...headers },
      body: JSON.stringify(params),
    });
    return ((await reply.json()) as { Response: Record<string, unknown> }).Response;
  }
}

/** The status and the error code of an answer. */
export const codeOf = ({ status, body }: RouteReply): [number, string | undefined] => [status, body.Error?.Code];
