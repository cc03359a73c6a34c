/** What Predict.sol adds to PREDICT's own gas: encoding, the call, decoding. */
import { bytesToHex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { compile } from './support/solidity.ts';

const lines: string[] = [];
afterAll(() => console.log(lines.join('\n')));

describe.each([
  ['13 numbers, 3 answers', 13, 3],
  ['784 numbers, 10 answers', 784, 10],
])('%s', (title, inputs, outputs) => {
  const NAME = 'acme.metered.model';
  let chain: Chain;
  let metered: TestContract;
  beforeAll(async () => {
    chain = await createChain();
    await install(
      chain,
      tinyArtefact({ inputs, outputs, weights: new Array(inputs * outputs).fill(1) }),
      NAME,
    );
    const { abi, bytecode } = compile('Metered');
    metered = contractAt(chain, await chain.deploy(bytecode), abi);
  });
  const numbers = new Array<bigint>(inputs).fill(10n ** 18n);
  const raw = bytesToHex(new Uint8Array(2 * inputs).fill(1));

  it.each([
    ['predict', [NAME, numbers], 1_000 + 12 * inputs],
    ['predictClass', [NAME, numbers], 800 + 12 * inputs],
    ['predictRaw', [NAME, raw], 800 + inputs],
    ['describe', [NAME], 2_500],
    ['gasOf', [NAME, 1n], 1_000],
  ] as const)('%s', async (name, args, most) => {
    const own: bigint[] = [];
    chain.evm.observer = ({ gas }) => own.push(gas.total);
    const used = (await metered.send(name, args)) as bigint;
    chain.evm.observer = undefined;
    const added = Number(used - own[0]!);
    lines.push(`${title}: ${name} ${used} gas, of which the library ${added}`);
    expect(added).toBeLessThan(most);
  });
});
