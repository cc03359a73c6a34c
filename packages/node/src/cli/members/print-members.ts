import { formatTable } from '../io/table.ts';
import type { Members, Proposal } from './read-members.ts';

/** What members have decided, as people read it. */
export function formatMembers({ members, threshold, proposalBlocks, rules, ...lists }: Members): string {
  const { validators, nodes, accounts } = lists;
  const parts = [
    formatTable([
      ['members', `${members.length}, of which ${threshold} ${threshold === 1 ? 'decides' : 'decide'}`],
      ['proposals', `open for ${proposalBlocks.toLocaleString('en-US')} blocks`],
      ['rules', rules],
    ]),
    formatTable(members.map((member) => ['member', member])),
    formatTable([
      ...(validators.length > 0 ? [['validator', 'payee', 'member', 'node']] : []),
      ...validators.map(({ key, payee, member, node }) => [key, payee, member, node.slice(2)]),
    ]),
    formatTable(nodes.map((node) => ['node', node.slice(2)])),
    formatTable(accounts.map(({ account, rights }) => ['account', account, rights])),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Open proposals, as people read them. @param threshold votes that do one */
export function formatProposals(proposals: readonly Proposal[], threshold: number): string {
  if (proposals.length === 0) return 'no proposal is open\n';
  return proposals
    .map(({ number, proposer, changes, voters, blocksLeft }) => {
      const head = `${number}  by ${proposer}, ${voters.length} of ${threshold} votes, ${blocksLeft.toLocaleString('en-US')} blocks left\n`;
      const votes = voters.map((voter) => `   voted: ${voter}\n`);
      return [head, ...changes.map((change) => `   ${change}\n`), ...votes].join('');
    })
    .join('\n');
}
