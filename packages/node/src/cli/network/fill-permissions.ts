import { toHex } from 'viem';
import { developmentAccounts } from '../../genesis/accounts.ts';
import { developmentGenesis } from '../../genesis/development.ts';
import type { GenesisFile } from '../../genesis/genesis-file.ts';
import type { NetworkNode } from './network-file.ts';

/**
 * Names a network's validators and nodes in a genesis whose section `permissions` names none: each validator is run by
 * the next member in turn, who gets its fees. What the section names itself stays.
 */
export function fillPermissions(genesis: GenesisFile, nodes: readonly NetworkNode[]): GenesisFile {
  const { permissions } = genesis;
  if (!permissions || permissions.validators?.length) return genesis;
  const { members } = permissions;
  const validators = nodes
    .filter(({ validator }) => validator)
    .map(({ publicKey, nodeId }, index) => {
      const member = members[index % members.length]!;
      const pubKey = toHex(Buffer.from(publicKey, 'base64'));
      return { pubKey, payee: member, member, node: `0x${nodeId}` as const };
    });
  const others = nodes.filter(({ validator }) => !validator).map(({ nodeId }) => `0x${nodeId}` as const);
  return {
    ...genesis,
    permissions: {
      ...permissions,
      validators,
      nodes: permissions.nodes?.length ? permissions.nodes : others,
    },
  };
}

/** The development chain of a network, with its first accounts as members, one for each validator as far as they go. */
export function memberGenesis(validators: number): GenesisFile {
  const members = developmentAccounts()
    .slice(0, validators)
    .map(({ address }) => address);
  return { ...developmentGenesis(), timestampStep: 0, permissions: { members } } as GenesisFile;
}
