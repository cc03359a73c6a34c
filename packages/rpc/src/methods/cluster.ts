import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import * as result from '../results/index.ts';

/** Those who decide, and those who govern. */
export const clusterMethods = {
  predict_cluster: define(
    'Those who decide the next block, as the consensus engine of this node sees them: who proposed, who signed, in which round. null where the node decides alone.',
    [],
    z.nullable(result.cluster),
  ),

  predict_members: define(
    'Who governs the chain, by what rules: docs/permissions.md. null where genesis names no members.',
    [],
    z.nullable(result.members),
  ),
} satisfies Definitions;
