import { go } from './go.ts';
import { php } from './php.ts';
import type { Player } from './player.ts';

export const players: readonly Player[] = [go, php];
