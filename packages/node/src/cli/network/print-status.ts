import { formatTable } from '../io/table.ts';
import type { NetworkHealth } from './network-health.ts';
import type { NodeStatus } from './network-status.ts';

const head = [
  ...['node', 'state', 'votes', 'signed', 'height', 'behind', 'round'],
  ...['block', 'hash', 'waiting', 'peers'],
];

/** What `network status` shows. */
export function formatStatus(nodes: readonly NodeStatus[], health: NetworkHealth): string {
  const rows = nodes.map((node) =>
    [
      ...[node.name, node.state, node.power, node.signed && `${node.signed.count}/${node.signed.of}`],
      ...[node.height, node.behind, node.round, node.block, node.hash?.slice(0, 12), node.waiting],
      node.peers && (node.peers.join(' ') || 'none'),
    ].map((cell) => String(cell ?? '-')),
  );
  return `${formatTable([head, ...rows], [2, 3, 4, 5, 6, 7, 9])}\n${sentencesOf(nodes, health).join('\n')}\n`;
}

function sentencesOf(
  nodes: readonly NodeStatus[],
  { power, decides, waiting, finalityLag }: NetworkHealth,
): string[] {
  const votes = `${power.up} of ${power.all} votes are up`;
  const stuck = nodes.filter(({ round }) => (round ?? 0) > 0);
  return [
    decides ? `${votes}: the network decides.` : `${votes}: no blocks before more than two thirds are.`,
    ...(finalityLag === undefined
      ? []
      : [`${waiting} transactions wait; the newest block is ${finalityLag.toFixed(1)} s old.`]),
    ...(stuck.length === 0
      ? []
      : [
          `Rounds without a decision: ${stuck.map(({ name, round }) => `${name} is in ${round}`).join(', ')}.`,
        ]),
  ];
}
