import { encodeGraph } from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { randomLoops } from '../support/random-loops.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { graphOf, readVectors } from '../support/vector-case.ts';

/** One artefact of each operator and profile: small, so that mutations often hit what matters. */
const SMALL = readVectors().flatMap(({ cases }) => {
  const seen = new Set<unknown>();
  return cases
    .filter(({ node }) => !seen.has(node['op']) && seen.add(node['op']))
    .map((c) => encodeGraph(graphOf(c)));
});

/** Chains of operators, whose shapes, ranges and lifetimes depend on each other. */
const CHAINS = (['a16', 'a8', 'f32'] as const).flatMap((profile) =>
  [1, 2, 3, 4, 5].map((seed) => {
    const m = new GraphMaker(profile, seed);
    const last = addRandomOps(m, m.input([5, 4, 3]), 8);
    return encodeGraph(m.graph([last]));
  }),
);

/** Loops, whose states, ranges and lifetimes go round. */
const LOOPS = (['a16', 'a8', 'f32'] as const).flatMap((profile) =>
  [1, 2, 3, 4].map((seed) => encodeGraph(randomLoops(profile, seed))),
);

/** Valid artefacts, which mutations start from. */
export const SEEDS: readonly Uint8Array[] = [...SMALL, ...CHAINS, ...CHAINS, ...LOOPS];
