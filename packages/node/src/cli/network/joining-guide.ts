import { layout } from './layout.ts';

/** A node that is to join. */
export interface Joining {
  name: string;
  /** Folder of the network on the member's machine. */
  folder: string;
  /** Machine that it will run on; undefined: this one. */
  host: string | undefined;
  /** True if it is to have a vote. */
  validator: boolean;
}

/** What to do so that a node joins, step by step. */
export function joiningGuide(joining: Joining): string {
  const steps = [...(joining.host === undefined ? here(joining) : elsewhere(joining)), ...vote(joining)];
  return steps.map((step, at) => `${at + 1}. ${step}\n`).join('');
}

const here = ({ name, folder }: Joining) => [
  `Run it: evm-ml network start ${folder} --only ${name}\n   It finds the others; they need not be told.`,
];

const elsewhere = ({ name, folder, host }: Joining) => [
  `On ${host}, make its keys: evm-ml network key ${name} --host ${host} -o chain\n` +
    '   They stay there. What it prints (a line of JSON: where it listens, node id, public key) goes to the members.',
  `A member sends back, of ${folder}: ${layout.network}, ${layout.genesis}, ${layout.engineGenesis}\n` +
    '   None of it is secret, all of it decides whom the node trusts: compare what sha256sum says of each, by another way.',
  `On ${host}, put them into chain and join: evm-ml network join chain ${name}`,
  `Run it: evm-ml network start chain\n` +
    '   Its engine calls the others and is called by them, at the host and p2pPort of each: open these ports, and no other.',
];

const vote = ({ name, validator }: Joining) =>
  validator
    ? [
        `Wait until "evm-ml network status" says of ${name}: up, and 0 behind. A validator that has not caught up counts as one that is down.`,
        'The members give it a vote: evm-ml members propose "add-validator KEY PAYEE MEMBER NODE", of publicKey and nodeId; then "evm-ml members vote NUMBER".',
      ]
    : [];
