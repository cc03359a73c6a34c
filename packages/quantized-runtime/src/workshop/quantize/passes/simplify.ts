import type { Profile } from '../../../graph/graph.ts';
import type { Network } from '../../origin/network.ts';
import { absorbInputAffine } from './absorb-input-affine.ts';
import type { Pass } from './draft.ts';
import { foldAffine } from './fold-affine.ts';
import { fuseClamps } from './fuse-clamps.ts';
import { joinCentring } from './join-centring.ts';
import { removeNoops } from './remove-noops.ts';
import { splitJumps } from './split-jumps.ts';
import { splitLogSoftmax } from './split-log-softmax.ts';

/** Longest names of a layer and of a port in an artefact. */
const LONGEST = { layer: 256, port: 128 };

/** Names serve people alone: longer ones lose their end. */
const shortenNames: Pass = (network) => {
  const { graph } = network;
  const nodes = graph.nodes.map((node) => ({ ...node, layer: node.layer.slice(0, LONGEST.layer) }));
  const shorten = <P extends { readonly name: string }>(port: P): P => ({
    ...port,
    name: port.name.slice(0, LONGEST.port),
  });
  const [inputs, outputs] = [graph.inputs.map(shorten), graph.outputs.map(shorten)];
  return { ...network, graph: { ...graph, nodes, inputs, outputs } };
};

const INTEGER: readonly Pass[] = [
  shortenNames,
  removeNoops,
  absorbInputAffine,
  joinCentring,
  foldAffine,
  fuseClamps,
  removeNoops,
  splitLogSoftmax,
];

/** The passes of each profile, in order. Inputs of `f32` have no scale of their own to absorb anything into. */
const PASSES: Readonly<Record<Profile, readonly Pass[]>> = {
  f32: [shortenNames, removeNoops, foldAffine, fuseClamps, removeNoops],
  a16: [...INTEGER, splitJumps],
  a8: INTEGER,
};

/** An equivalent float network with fewer nodes, ready for `profile`. */
export function simplify(network: Network, profile: Profile): Network {
  return PASSES[profile].reduce((current, pass) => pass(current), network);
}
