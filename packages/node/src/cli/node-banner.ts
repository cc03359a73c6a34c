import type { RunningNode } from '../node-options.ts';

/** The well-known development mnemonic: its accounts are prefunded, and everybody has their keys. */
const MNEMONIC = 'test test test test test test test test test test test junk';
/** Rule P1. */
const PREDICT = '0x0000000000000000000000000000000000004d4c';

/** What a node says on a terminal once it is up. */
export function nodeBanner(node: RunningNode, data: string): string {
  const rows = [
    ['JSON-RPC', `${node.url}  ${node.wsUrl}`],
    ['chain id', String(node.chainId)],
    ['PREDICT', PREDICT],
    ['data', data],
  ];
  if (node.explorerUrl !== undefined) rows.push(['explorer', node.explorerUrl]);
  for (const address of node.unlocked) rows.push(['unlocked', address]);
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(10)} ${value}`);
  if (node.accounts.length > 0) {
    lines.push('', `  accounts of "${MNEMONIC}", for development only (address, key):`);
    for (const { address, privateKey } of node.accounts) lines.push(`  ${address}  ${privateKey}`);
  }
  return `\nevm-ml node is up; Ctrl-C stops it\n\n${lines.join('\n')}\n\n`;
}
