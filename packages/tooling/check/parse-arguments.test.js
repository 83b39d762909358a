import { describe, expect, it } from 'vitest';
import { parseArguments, withoutNode } from './parse-arguments.js';

const checks = [
  { name: 'biome', group: 'Style', tasks: [] },
  { name: 'docs', group: 'Style', tasks: [], vitest: true },
  { name: 'packages/core', group: 'Unit tests', tasks: [], vitest: true },
  { name: 'apps/cli', group: 'Unit tests', tasks: [], vitest: true },
  { name: 'clang-tidy', group: 'Engine', tasks: [], onlyInAll: true },
];

const file = 'packages/tooling/check/parse-arguments.test.js';

/** @param {string[]} args the names of the checks of turbo and of vitest, and the other options */
function parse(...args) {
  const { checks: cached, direct } = parseArguments(checks, args);
  const names = (/** @type {{ name: string }[]} */ list) => list.map(({ name }) => name);
  return { cached: names(cached), ...(direct && { direct: { ...direct, checks: names(direct.checks) } }) };
}

const direct = { files: [], changed: false, update: false, watch: false };
const tests = ['packages/core', 'apps/cli'];

describe('parseArguments', () => {
  it('selects the standard checks without arguments, and every check with --all', () => {
    const standard = ['biome', 'docs', 'packages/core', 'apps/cli'];
    expect(parse()).toEqual({ cached: standard });
    expect(parse('--force')).toEqual({ cached: standard });
    expect(parse('--all')).toEqual({ cached: [...standard, 'clang-tidy'] });
  });

  it('selects checks by name', () => {
    expect(parse('clang-tidy', 'apps/cli/')).toEqual({ cached: ['apps/cli', 'clang-tidy'] });
  });

  it('runs test files directly', () => {
    expect(parse(file)).toEqual({ cached: [], direct: { ...direct, checks: tests, files: [file] } });
    expect(parse(file, 'biome')).toEqual({ cached: ['biome'], direct: { ...direct, checks: tests, files: [file] } });
  });

  it.each([
    [['-u'], { update: true }],
    [['--update'], { update: true }],
    [['-w'], { watch: true }],
    [['-t', 'reads'], { testNamePattern: 'reads' }],
    [['--watch', '--changed'], { watch: true, changed: true }],
  ])('runs the tests of vitest directly with %j', (args, options) => {
    expect(parse(...args)).toEqual({ cached: [], direct: { ...direct, checks: tests, ...options } });
  });

  it('limits direct runs to the named checks', () => {
    expect(parse('docs', '-u')).toEqual({ cached: [], direct: { ...direct, checks: ['docs'], update: true } });
    expect(parse('biome', '-u')).toEqual({ cached: ['biome'] });
  });

  it('runs the other checks as well with --changed', () => {
    expect(parse('--changed')).toEqual({ cached: ['biome'], direct: { ...direct, checks: tests, changed: true } });
    expect(parse('--changed', 'apps/cli')).toEqual({
      cached: [],
      direct: { ...direct, checks: ['apps/cli'], changed: true },
    });
  });

  it.each([
    [['foo'], 'Unknown check "foo". Checks: biome, docs, packages/core, apps/cli, clang-tidy'],
    [['packages/none.test.ts'], 'No check or file is named "packages/none.test.ts"'],
    [['--foo'], 'Unknown option "--foo". For the list of options, run: npm test -- --help'],
    [['-x'], 'Unknown option "-x". For the list of options, run: npm test -- --help'],
    [['-t'], 'The option -t needs a value'],
    [['--node'], 'The option --node needs a value'],
    [['--all=3'], 'The option --all takes no value'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});

describe('withoutNode', () => {
  it.each([[['--node', '24', 'apps/cli']], [['--node=24', 'apps/cli']], [['apps/cli', '--node', '24']]])(
    'removes the version of Node from %j',
    (args) => {
      expect(parseArguments(checks, args).node).toBe('24');
      expect(withoutNode(args)).toEqual(['apps/cli']);
    },
  );
});
