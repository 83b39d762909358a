import type { Generated } from 'kysely';
import type { Created } from './column.js';

export interface ApplicationTable {
  sub_app_id: number;
  name: string;
  description: string;
  status: 'On' | 'Off' | 'Destroying' | 'Destroyed';
  /** True for the main application. Its id is the id of the account. */
  main: Generated<boolean>;
  create_time: Created;
}
