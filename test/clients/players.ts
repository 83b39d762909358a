import { go } from './go.ts';
import { javas } from './java.ts';
import { php } from './php.ts';
import type { Player } from './player.ts';
import { python } from './python.ts';
import { wechat } from './wechat.ts';

export const players: readonly Player[] = [go, ...javas, php, python, wechat];
