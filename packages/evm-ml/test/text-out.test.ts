import fc from 'fast-check';
import { bytesToHex, decodeFunctionResult, type Hex, stringToHex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { GAS, predictAbi } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { doorsTo, runDoor, told, unwrap } from './support/doors.ts';
import { textArtefact, tinyArtefact, translatorArtefact } from './support/networks.ts';
import { encode, errorText } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

const NAME = 'acme.desk.german';
const L = 20;
const TOKENS = 3;
/** The most bytes of an answer: three words of four, and two spaces. */
const MOST = 14;

let chain: Chain;
let prober: TestContract;
beforeAll(async () => {
  chain = await createChain();
  await install(chain, translatorArtefact(L, TOKENS), NAME);
  const { abi, bytecode } = compile('Prober');
  prober = contractAt(chain, await chain.deploy(bytecode), abi);
});

/** The answer, or the error. */
async function outcome(data: Hex): Promise<string> {
  const { exceptionError, returnValue } = await chain.call(data, { gas: 5_000_000n });
  const answer = bytesToHex(returnValue);
  if (exceptionError !== undefined) return errorText(answer);
  return decodeFunctionResult({ abi: predictAbi, functionName: 'predictText', data: answer });
}

const translate = (text: string): string =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, TOKENS)
    .map((word) => ({ no: 'nein', yes: 'ja' })[word] ?? '?')
    .join(' ');

const padded = (text: string): Hex =>
  bytesToHex(Uint8Array.from({ length: L }, (_, i) => Buffer.from(text)[i] ?? 0xff));

describe('P17: a text out', () => {
  it.each([
    ['yes no', 'ja nein'],
    ['no no no no', 'nein nein nein'],
    ['', ''],
    ['日 yes', '? ja'],
  ])('"%s"', async (text, answer) => {
    expect(await outcome(encode.predictText(NAME, text))).toBe(answer);
    expect(await prober.send('predictText', [NAME, text])).toBe(answer);
  });

  it('any words', async () => {
    const words = fc.array(fc.constantFrom('yes', 'no', 'né', ''), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(words, async (list) => {
        const text = list.join(' ');
        expect(await outcome(encode.predictText(NAME, text))).toBe(translate(text));
      }),
      { numRuns: 50 },
    );
  });

  it('what no text comes of is refused, and what takes none before it', async () => {
    const tokens = await install(chain, textArtefact(L, TOKENS));
    const sum = await install(chain, tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] }));
    expect(await outcome(encode.predictText(tokens, 'y'.repeat(99)))).toBe(`GivesNoText(${tokens})`);
    expect(await outcome(encode.predictText(sum, 'yes'))).toBe(`TakesNoText(${sum})`);
    expect(await outcome(encode.predictText(NAME, 'y'.repeat(L + 1)))).toBe(`TextTooLong(${L},${L + 1})`);
    const error = (text: string) => prober.error('predictText', [tokens, text], { abi: predictAbi });
    expect(await error('no')).toBe(`GivesNoText(${tokens})`);
  });

  it('its bytes leave as they are in raw, and as numbers', async () => {
    const raw = await chain.call(encode.predictRaw(NAME, padded('yes')));
    const text = Buffer.from('ja');
    const expected = bytesToHex(Uint8Array.from({ length: MOST }, (_, i) => text[i] ?? 0xff));
    expect(bytesToHex(raw.returnValue)).toContain(expected.slice(2));
    const numbers = (await prober.send('predictFromText', [NAME, 'yes'])) as bigint[];
    expect(numbers.map((x) => Number(x / 10n ** 18n)).slice(0, 3)).toEqual([0x6a, 0x61, 0xff]);
  });

  it('describe tells how many bytes an answer can have', async () => {
    expect(await prober.send('describe', [NAME])).toMatchObject({
      ...{ outputLength: BigInt(MOST), outputBytes: BigInt(MOST) },
    });
  });
});

describe('P15: texts through the opcode', () => {
  it.each(['yes no', '', '日 yes'])('"%s" is answered as through the precompile', async (text) => {
    const { opcode, precompile } = doorsTo(NAME, padded(text));
    const [a, b] = [await runDoor(chain, opcode), await runDoor(chain, precompile)];
    expect(a.ok).toBe(true);
    expect(a.data).toBe(unwrap(b));
    expect(told(a)).toEqual(told(b));
    const answer = Buffer.from(a.data.slice(2), 'hex');
    expect(answer).toHaveLength(MOST);
    expect(answer.subarray(0, answer.indexOf(0xff)).toString()).toBe(translate(text));
  });

  it('what is no text is refused as through the precompile', async () => {
    for (const input of [padded('yes\u00e9').replace('c3a9', 'c361') as Hex, stringToHex('yes')]) {
      const { opcode, precompile } = doorsTo(NAME, input);
      const [a, b] = [await runDoor(chain, opcode), await runDoor(chain, precompile)];
      expect(a.ok).toBe(false);
      expect(a.data).toBe(unwrap(b));
      expect(errorText(a.data)).toMatch(/^(InputOutOfRange\(3\)|WrongInputLength\(20,3\))$/);
    }
  });
});

it('G5: texts cost the words of their ports, however short they are', async () => {
  const seen: bigint[] = [];
  chain.evm.observer = ({ gas }) => seen.push(gas.io);
  for (const text of ['', 'yes', 'no no no']) await chain.call(encode.predictText(NAME, text));
  chain.evm.observer = undefined;
  expect(seen).toEqual(new Array(3).fill(BigInt(2 * GAS.rawWord)));
});

it('P9: at every gas limit a text is answered, or out of gas', async () => {
  const data = encode.predictText(NAME, 'yes no');
  const full = await chain.call(data);
  const enough = full.executionGasUsed;
  for (let gas = 0n; gas <= enough + 2n; gas += gas < 20n || gas > enough - 20n ? 1n : 97n) {
    const { executionGasUsed, exceptionError, returnValue } = await chain.call(data, { gas });
    const expected =
      gas < enough ? [gas, 'out of gas', '0x'] : [enough, undefined, bytesToHex(full.returnValue)];
    expect([executionGasUsed, exceptionError?.error, bytesToHex(returnValue)]).toEqual(expected);
  }
});
