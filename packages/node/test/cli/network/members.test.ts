import { PERMISSIONS_ADDRESS, permissionsAbi } from '@evm-ml/evm';
import { waitForReceipt } from '@evm-ml/evm/viem';
import { type Hex, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import type { NetworkNode } from '../../../src/cli/network/network-file.ts';
import { networkStatus } from '../../../src/cli/network/network-status.ts';
import { developmentGenesis } from '../../../src/genesis/development.ts';
import { change } from '../../permissions/permissioned.ts';
import { accounts, publicClient, walletClient } from '../../support/clients.ts';
import { noLongNetworks, runningNetwork } from './running-network.ts';

const [member, payee] = accounts.map(({ address }) => address.toLowerCase() as Hex) as [Hex, Hex];
const keyOf = ({ publicKey }: NetworkNode) => toHex(Buffer.from(publicKey, 'base64'));
const nodeOf = ({ nodeId }: NetworkNode): Hex => `0x${nodeId}`;

/** One member, whose vote decides, runs all validators; only listed nodes may connect. */
const genesisOf = (nodes: readonly NetworkNode[]) => ({
  ...developmentGenesis(),
  timestampStep: 0 as const,
  permissions: {
    members: [member],
    rules: ['nodes' as const],
    nodes: nodes.filter(({ validator }) => !validator).map(nodeOf),
    validators: nodes
      .filter(({ validator }) => validator)
      .map((node) => ({ pubKey: keyOf(node), payee, member, node: nodeOf(node) })),
  },
});

describe.skipIf(noLongNetworks !== undefined)('networks of members', () => {
  test('D33, D34: fees are the payee’s; who is voted out validates no more, is left, and does not come back', async () => {
    const network = await runningNetwork(4, 1, genesisOf);
    const [url] = network.urls as [string];
    const [first, , , fourth, full] = network.nodes as [NetworkNode, ...NetworkNode[]];
    const decide = async (functionName: Parameters<typeof change>[0], ...args: unknown[]) => {
      const call = change(functionName, ...args);
      const hash = await walletClient(url).writeContract({
        address: PERMISSIONS_ADDRESS,
        abi: permissionsAbi,
        functionName: 'propose',
        args: [[call]],
        gas: 3_000_000n,
      });
      const receipt = await waitForReceipt(publicClient(url), { hash, timeout: 60_000 });
      expect(receipt.status).toBe('success');
      return receipt;
    };
    const status = (node: NetworkNode | undefined) =>
      networkStatus(network.folder).then((all) => all.find(({ name }) => name === node?.name)!);

    const { blockNumber } = await decide('removeNode', nodeOf(full!));
    expect((await publicClient(url).getBlock({ blockNumber })).miner).toBe(payee);
    await network.until(async () => ((await status(full)).peers?.length === 0 ? true : undefined));
    const later = await decide('setProposalBlocks', 2_000n);
    expect(BigInt((await status(full)).block ?? 0)).toBeLessThan(later.blockNumber);

    // Its node was let in by the validator's own entry alone.
    await decide('removeValidator', keyOf(fourth!));
    await network.until(async () => {
      const all = await networkStatus(network.folder);
      const isAlone = all.find(({ name }) => name === fourth!.name)?.peers?.length === 0;
      const [one, two, three] = all;
      return isAlone && [one, two, three].every((each) => each?.peers?.length === 2) ? true : undefined;
    });
    expect((await status(fourth)).power).toBe(0);
    const last = await decide('setProposalBlocks', 3_000n);
    await network.until(async () => {
      const { block } = await status(first);
      return BigInt(block ?? 0) >= last.blockNumber || undefined;
    });
    expect(BigInt((await status(fourth)).block ?? 0)).toBeLessThan(last.blockNumber);
  }, 300_000);
});
