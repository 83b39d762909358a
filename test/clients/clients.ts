/** A client of the service, and how it is tested. */
export interface ClientEntry {
  readonly name: string;
  /** Version of the package, and of the object store client that it uses. */
  readonly version: string;
  /**
   * `package`: the tests run the package itself. `requests`: a test sends the requests of the client, byte for byte, and checks
   * the same things in the answers.
   */
  readonly runs: 'package' | 'requests';
  /** Further details of the test. */
  readonly how?: string;
  /** Path of the test, relative to the root of the repository. */
  readonly test: string;
  readonly recipe: Recipe;
}

export type Recipe = keyof typeof recipes;

/** How to connect clients to the service, for the table. The links are to headings under "SDKs with fixed addresses". */
export const recipes = {
  name: '[host names](#host-names)',
  port80: '[host names](#host-names), with plain HTTP on port 80 for the object store',
  code: '[host names](#host-names), or [in code](#in-code)',
  domain: 'the option `Domain`',
  endpoint: '[the endpoint setting](#api-sdks)',
} as const;

const uploads = 'test/clients/uploads.test.ts';

export const clients: readonly ClientEntry[] = [
  {
    name: 'vod-node-sdk',
    version: '1.1.0',
    runs: 'package',
    test: 'test/service/uploads/node-sdk.test.ts',
    recipe: 'code',
  },
  {
    name: 'vod-js-sdk-v6',
    version: '1.8.0',
    runs: 'package',
    how: 'in Chromium',
    test: 'test/service/uploads/browser.test.ts',
    recipe: 'code',
  },
  {
    name: 'vod-wx-sdk-v2',
    version: '1.1.2',
    runs: 'package',
    how: 'in Node, with a test implementation of `wx`',
    test: uploads,
    recipe: 'name',
  },
  {
    name: 'vod-go-sdk',
    version: '1.0.5 with cos-go-sdk-v5 0.7.25 and 0.7.75',
    runs: 'requests',
    test: uploads,
    recipe: 'name',
  },
  {
    name: 'vod-java-sdk',
    version: '2.1.5 with cos_api 5.6.9 and 5.6.255.1',
    runs: 'requests',
    test: uploads,
    recipe: 'name',
  },
  {
    name: 'vod-php-sdk-v5',
    version: '2.4.4 with cos-sdk-v5 2.6.16',
    runs: 'requests',
    test: uploads,
    recipe: 'port80',
  },
  {
    name: 'vod-python-sdk',
    version: '1.4.4 with cos-python-sdk-v5 1.9.41',
    runs: 'requests',
    test: uploads,
    recipe: 'name',
  },
  {
    name: 'cos-nodejs-sdk-v5',
    version: '3.0.0',
    runs: 'package',
    test: 'test/service/uploads/cos.test.ts',
    recipe: 'domain',
  },
  {
    name: 'tencentcloud-sdk-nodejs-vod',
    version: '4.1.287',
    runs: 'package',
    test: 'test/service/api/conformance.test.ts',
    recipe: 'endpoint',
  },
  {
    name: 'tencentcloud-sdk-go',
    version: '1.0.493',
    runs: 'requests',
    how: 'for ApplyUpload and CommitUpload',
    test: uploads,
    recipe: 'endpoint',
  },
  {
    name: 'tencentcloud-sdk-java',
    version: '3.2.11',
    runs: 'requests',
    how: 'for ApplyUpload and CommitUpload',
    test: uploads,
    recipe: 'endpoint',
  },
  {
    name: 'tencentcloud-sdk-php',
    version: '3.0.1656',
    runs: 'requests',
    how: 'for ApplyUpload and CommitUpload',
    test: uploads,
    recipe: 'endpoint',
  },
  {
    name: 'tencentcloud-sdk-python',
    version: '3.1.162',
    runs: 'requests',
    how: 'for ApplyUpload and CommitUpload',
    test: uploads,
    recipe: 'endpoint',
  },
  {
    name: 'tccli',
    version: '3.1.155.1',
    runs: 'requests',
    how: 'the same as those of tencentcloud-sdk-python',
    test: uploads,
    recipe: 'endpoint',
  },
];

const words: Readonly<Record<ClientEntry['runs'], string>> = {
  package: 'the package itself',
  requests: 'its requests, sent by a test',
};

/** The table of the README, in Markdown, padded as the formatter pads it. */
export function clientTable(): string {
  const body = clients.map(({ name, version, runs, how, recipe }) => {
    return [name, version, `${words[runs]}${how === undefined ? '' : `, ${how}`}`, recipes[recipe]];
  });
  const head = ['client', 'version', 'what the tests run', 'how to connect'];
  const rows = [head, ...body];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
