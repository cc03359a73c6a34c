import type { Fault } from '../fault.ts';
import { byzantine } from './byzantine.ts';
import { clocks } from './clocks.ts';
import { damages } from './damages.ts';
import { disks } from './disks.ts';
import { doubleVotes } from './double-votes.ts';
import { joins } from './joins.ts';
import { kills } from './kills.ts';
import { outsiders } from './outsiders.ts';
import { pauses } from './pauses.ts';
import { voted } from './voted.ts';

/** In the order in which they are tried. */
export const faults: readonly Fault[] = [
  ...kills,
  ...pauses,
  ...damages,
  ...disks,
  ...clocks,
  ...byzantine,
  ...doubleVotes,
  ...voted,
  ...joins,
  ...outsiders,
];
