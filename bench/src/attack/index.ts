import type { Attack } from './attack.ts';
import { doors } from './doors.ts';
import { hostileModels } from './models.ts';
import { reads } from './reads.ts';
import { PROGRAMS, SUITES } from './suites.ts';

/** All that outsiders are known to try. */
export const ATTACKS: readonly Attack[] = [...SUITES, hostileModels, reads, doors, ...PROGRAMS];
