import type { Network, Profile } from '../../graph/graph.ts';
import { absorbInputAffine } from './absorb-input-affine.ts';
import type { Pass } from './draft.ts';
import { foldAffine } from './fold-affine.ts';
import { fuseClamps } from './fuse-clamps.ts';
import { removeNoops } from './remove-noops.ts';

/** The passes of each profile, in order. Inputs of `f32` have no scale of their own to absorb anything into. */
const PASSES: Readonly<Record<Profile, readonly Pass[]>> = {
  f32: [removeNoops, foldAffine, fuseClamps, removeNoops],
  a16: [removeNoops, absorbInputAffine, foldAffine, fuseClamps, removeNoops],
  a8: [removeNoops, absorbInputAffine, foldAffine, fuseClamps, removeNoops],
};

/** An equivalent float network with fewer nodes, ready for `profile`. */
export function simplify(network: Network, profile: Profile): Network {
  return PASSES[profile].reduce((current, pass) => pass(current), network);
}
