import { go } from './go.ts';
import type { Player } from './player.ts';

export const players: readonly Player[] = [go];
