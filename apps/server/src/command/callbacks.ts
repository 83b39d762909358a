import { nearest } from '@cliploop/core/schema';
import { type CallbackList, callbackStates, type LeftOut, openCallbacks, recordCommand } from '@cliploop/vod';
import { ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { choice, integer } from '../config/setting.js';
import { operator } from '../process/operator.js';
import { callbacksHelp, callbacksFlags as known } from './callbacks-help.js';
import { openDatabaseFor } from './database.js';
import { table, timeText } from './table.js';

type Filter = Parameters<CallbackList['list']>[0];
type Flag = keyof typeof known;

const verbs: Readonly<Record<string, readonly Flag[]>> = {
  list: ['state', 'sub-app-id', 'limit', 'json', 'data'],
  resend: ['state', 'sub-app-id', 'all', 'json', 'data'],
};
const MAX_LISTED = 1_000_000;
/** Numbers in warnings and in the audit log. */
const MAX_SHOWN = 20;
const see = 'See cliploop-server callbacks --help';

/**
 * Runs `callbacks`.
 * @param warn receives a warning when callbacks cannot be sent again
 * @returns the text for stdout
 * @throws ConfigError for invalid arguments
 */
export async function callbacksCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server callbacks');
  const [verb, ...rest] = positionals;
  if (help || verb === 'help') return callbacksHelp;
  const flags = flagsOf(verb);
  const unused = Object.keys(values).find((flag) => !flags.includes(flag as Flag));
  if (unused !== undefined) throw new ConfigError(`callbacks ${verb} has no flag --${unused}. ${see}`);
  const text = (flag: Flag): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const state = text('state');
  const subAppId = text('sub-app-id');
  const filter: Filter = {
    states: state === undefined ? ['failed', 'refused'] : [choice(callbackStates)({ name: '--state', value: state })],
    ...(subAppId !== undefined && {
      subAppId: integer(1, Number.MAX_SAFE_INTEGER)({ name: '--sub-app-id', value: subAppId }),
    }),
  };
  const limit = integer(1, MAX_LISTED)({ name: '--limit', value: text('limit') ?? '1000' });
  const ids = idsOf(verb, rest, values.all === true);
  const data = text('data');
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return callbacksHelp;
  const { db, close } = await openDatabaseFor('writing', config);
  try {
    const callbacks = openCallbacks(db);
    const json = values.json === true;
    if (verb === 'list') return await list(callbacks, filter, limit, json);
    const chosen =
      ids === undefined ? filter : { ...filter, ids, ...(state === undefined && { states: callbackStates }) };
    return await resend(callbacks, chosen, json, warn);
  } finally {
    await close();
  }
}

async function list(callbacks: CallbackList, filter: Filter, limit: number, json: boolean): Promise<string> {
  const found = await callbacks.list(filter, limit);
  if (json) return found.map((callback) => `${JSON.stringify(callback)}\n`).join('');
  const header = ['ID', 'APPLICATION', 'STATE', 'EVENT', 'CREATED', 'NEXT ATTEMPT', 'FAILURES', 'REASON'];
  const rows = found.map(({ id, subAppId, state, eventType, createTime, nextTime, failures, reason }) => [
    ...[
      String(id),
      String(subAppId),
      state,
      eventType,
      timeText(createTime),
      timeText(nextTime),
      String(failures),
      reason,
    ],
  ]);
  return table(header, rows);
}

async function resend(
  callbacks: CallbackList,
  filter: Filter,
  json: boolean,
  warn: (message: string) => void,
): Promise<string> {
  for (const reason of reasonsOf(await callbacks.leftOut(filter))) warn(`Warning: ${reason}`);
  const count = await callbacks.resend(filter, (trx, application, ids) =>
    recordCommand(trx, {
      action: 'callbacks resend',
      object: `Callbacks=${shortList(ids)}`,
      subAppId: application,
      who: operator(),
    }),
  );
  if (json) return `${JSON.stringify({ count })}\n`;
  return count === 1 ? '1 callback is sent again\n' : `${count} callbacks are sent again\n`;
}

/** Why some callbacks are not sent again. */
function reasonsOf({ withoutUrl, applications, beingSent, unknown }: LeftOut): string[] {
  const [one, many] = ['1 callback is not sent again, because', 'callbacks are not sent again, because'];
  const notSent = (count: number, why: string, whyMany: string): string[] =>
    count === 0 ? [] : [count === 1 ? `${one} ${why}` : `${count} ${many} ${whyMany}`];
  const list = shortList(applications);
  const owners = applications.length === 1 ? `application ${list} has` : `applications ${list} have`;
  const noUrl = `${owners} no NotificationUrl; set it with ModifyEventConfig`;
  const ids = shortList(unknown);
  return [
    ...notSent(withoutUrl, noUrl, noUrl),
    ...notSent(beingSent, 'it is being sent now', 'they are being sent now'),
    ...notSent(
      unknown.length,
      `it was delivered, does not exist, or is not selected by the flags: ${ids}`,
      `they were delivered, do not exist, or are not selected by the flags: ${ids}`,
    ),
  ];
}

/** The first of many numbers, and how many there are. */
function shortList(numbers: readonly number[]): string {
  const first = numbers.slice(0, MAX_SHOWN).join(',');
  return numbers.length > MAX_SHOWN ? `${first},… (${numbers.length})` : first;
}

function flagsOf(verb: string | undefined): readonly Flag[] {
  const names = Object.keys(verbs);
  if (verb === undefined) throw new ConfigError(`callbacks needs a subcommand: list or resend. ${see}`);
  const found = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (found) return found;
  const near = nearest(verb, names);
  const hint = near === undefined ? '; subcommands are list and resend.' : `; did you mean ${near}?`;
  throw new ConfigError(`Unknown subcommand ${JSON.stringify(verb)} of callbacks${hint} ${see}`);
}

/** @returns undefined for all callbacks */
function idsOf(verb: string | undefined, words: readonly string[], all: boolean): number[] | undefined {
  if (verb === 'list') {
    if (words[0] === undefined) return undefined;
    throw new ConfigError(`Unexpected argument ${JSON.stringify(words[0])} of callbacks list. ${see}`);
  }
  if (all && words.length > 0) throw new ConfigError(`callbacks resend takes IDs or --all, not both. ${see}`);
  if (!all && words.length === 0)
    throw new ConfigError(`callbacks resend needs the IDs of callbacks, or --all. ${see}`);
  const ids = words.map((value) => integer(1, Number.MAX_SAFE_INTEGER)({ name: 'ID', value }));
  return all ? undefined : [...new Set(ids)];
}
