import { loadModel } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { bytesToHex, concatHex, type Hex, stringToHex, toHex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { GAS, predictAbi } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { textArtefact, tinyArtefact, tokenArtefact } from './support/networks.ts';
import { decodeInts, encode, errorText, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

const NAME = 'acme.desk.answer';
const L = 20;
/** "no" 2, "yes" 3, other words 1, behind the last 0: three of them. */
const WORDS = textArtefact(L, 3);
const INDICES = tokenArtefact(2, 5);
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });

let chain: Chain;
let prober: TestContract;
let modelId: Hex;

beforeAll(async () => {
  chain = await createChain();
  modelId = await install(chain, WORDS, NAME);
  const { abi, bytecode } = compile('Prober');
  prober = contractAt(chain, await chain.deploy(bytecode), abi);
});

const word = (value: number) => toHex(value, { size: 32 });

/** Calldata with any bytes for a text. */
function asked(text: Uint8Array, selector: Hex = encode.predictFromText('', '').slice(0, 10) as Hex): Hex {
  const reference = stringToHex(NAME, { size: 32 });
  const padding = `0x${'00'.repeat((32 - (text.length % 32)) % 32)}` as const;
  const head = [selector, word(64), word(128), word(NAME.length), reference];
  return concatHex([...head, word(text.length), bytesToHex(text), padding]);
}

async function outcome(data: Hex): Promise<string> {
  const { exceptionError, returnValue } = await chain.call(data, { gas: 5_000_000n });
  if (exceptionError === undefined)
    return `(${decodeInts(bytesToHex(returnValue)).map((x) => x / 10n ** 18n)})`;
  expect(exceptionError.error).toBe('revert');
  return errorText(bytesToHex(returnValue));
}

describe('P16: a text in', () => {
  it.each([
    ['yes no', '(3,2,0)'],
    ['', '(0,0,0)'],
    ['  yes   maybe yes no', '(3,1,3)'],
    ['yes\0 no', '(1,2,0)'],
    ['äöü 日 👍 no', '(1,1,1)'],
  ])('"%s"', async (text, answer) => {
    expect(await outcome(encode.predictFromText(NAME, text))).toBe(answer);
    const bytes = Uint8Array.from({ length: L }, (_, i) => Buffer.from(text)[i] ?? 0xff);
    expect(await outcome(encode.predict(NAME, fixed(...bytes)))).toBe(answer);
    const raw = await chain.call(encode.predictRaw(NAME, bytesToHex(bytes)));
    expect(bytesToHex(raw.returnValue)).toContain(bytesToHex(loadModel(WORDS).run(bytes, 1)).slice(2));
  });

  it('the class of a text is the lowest of the largest outputs', async () => {
    expect(await prober.send('predictClassFromText', [NAME, 'no yes yes'])).toBe(1n);
    expect(await prober.send('predictClassFromText', [modelId, ''])).toBe(0n);
  });

  it('from Solidity, with its errors', async () => {
    expect(await prober.send('predictFromText', [`${NAME}@1`, 'yes no'])).toEqual(fixed(3, 2, 0));
    const error = (name: string, text: string) => prober.error(name, [NAME, text], { abi: predictAbi });
    for (const name of ['predictFromText', 'predictClassFromText']) {
      expect(await error(name, 'y'.repeat(L + 1))).toBe('TextTooLong(20,21)');
    }
  });

  it.each<[string, number[], string]>([
    ['an overlong form', [0x79, 0xc0, 0x80], 'InvalidText(1)'],
    ['a surrogate', [0xed, 0xa0, 0x80], 'InvalidText(0)'],
    ['beyond Unicode', [0x20, 0xf5, 0x80, 0x80, 0x80], 'InvalidText(1)'],
    ['cut off', [0x79, 0x20, 0xe6, 0x97], 'InvalidText(2)'],
    ['the byte that ends texts', [0x79, 0xff], 'InvalidText(1)'],
    ['that byte alone', [0xff], 'InvalidText(0)'],
    ['as long as can be', new Array(L).fill(0x79), '(1,0,0)'],
    ['one byte more', new Array(L + 1).fill(0x79), 'TextTooLong(20,21)'],
    ['too long before it is looked at', new Array(500).fill(0xff), 'TextTooLong(20,500)'],
  ])('any bytes: %s', async (_, bytes, expected) => {
    expect(await outcome(asked(Uint8Array.from(bytes)))).toBe(expected);
  });

  it.each([
    ['numbers', SUM],
    ['indices', INDICES],
  ])('a model of %s takes no text', async (_, artefact) => {
    const id = await install(chain, artefact);
    for (const text of ['', 'yes', 'y'.repeat(99)]) {
      expect(await outcome(encode.predictFromText(id, text))).toBe(`TakesNoText(${id})`);
    }
  });

  it('raw bytes and numbers that are no text are out of range', async () => {
    const bytes = new Uint8Array(L).fill(0xff);
    bytes[3] = 0x79;
    expect(await outcome(encode.predictRaw(NAME, bytesToHex(bytes)))).toBe('InputOutOfRange(3)');
    expect(await outcome(encode.predict(NAME, fixed(...bytes)))).toBe('InputOutOfRange(3)');
    expect(await outcome(encode.predict(NAME, fixed(...bytes.fill(0xff).subarray(1), 256)))).toBe(
      'InputOutOfRange(19)',
    );
    expect(await outcome(encode.predict(NAME, fixed(97)))).toBe('WrongInputLength(20,1)');
  });

  it('no bytes reach a fault, and a text that is UTF-8 is answered', async () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const isUtf8 = (bytes: Uint8Array) => {
      try {
        decoder.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: L + 4 }),
      fc.array(fc.constantFrom(0x20, 0x79, 0x80, 0xa0, 0xbf, 0xc3, 0xe0, 0xed, 0xf0, 0xf4, 0xff), {
        maxLength: L,
      }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (given) => {
        const bytes = Uint8Array.from(given);
        const expected = bytes.length > L ? /^TextTooLong/ : isUtf8(bytes) ? /^\(/ : /^InvalidText/;
        expect(await outcome(asked(bytes))).toMatch(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('describe tells how many bytes a text may have', async () => {
    expect(await prober.send('describe', [NAME])).toMatchObject({
      inputLength: BigInt(L),
      inputBytes: BigInt(L),
    });
  });
});

it('G5: a text costs the words of its port, however short it is, and the numbers that leave', async () => {
  const seen: bigint[] = [];
  chain.evm.observer = ({ gas }) => seen.push(gas.io);
  for (const text of ['', 'yes', 'y'.repeat(L)]) await chain.call(encode.predictFromText(NAME, text));
  await chain.call(encode.predictClassFromText(NAME, 'no'));
  await chain.call(asked(Uint8Array.of(0xff)));
  chain.evm.observer = undefined;
  const io = BigInt(GAS.rawWord + 3 * GAS.fixedOutput);
  expect(seen).toEqual([io, io, io, io, io]);
});

it('P9: at every gas limit a text is out of gas, or what it is with enough', async () => {
  const cases = [
    encode.predictFromText(NAME, 'yes no'),
    encode.predictClassFromText(NAME, 'no'),
    asked(Uint8Array.of(0xc0)),
  ];
  for (const data of cases) {
    const full = await chain.call(data);
    const enough = full.executionGasUsed;
    for (let gas = 0n; gas <= enough + 2n; gas += gas < 20n || gas > enough - 20n ? 1n : 97n) {
      const { executionGasUsed, exceptionError, returnValue } = await chain.call(data, { gas });
      const expected =
        gas < enough
          ? [gas, 'out of gas', '0x']
          : [enough, full.exceptionError?.error, bytesToHex(full.returnValue)];
      expect([executionGasUsed, exceptionError?.error, bytesToHex(returnValue)]).toEqual(expected);
    }
  }
});
