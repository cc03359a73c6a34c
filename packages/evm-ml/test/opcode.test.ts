/** The opcode and the precompile are two doors to one implementation: both are driven from one table. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Account, Address, hexToBytes } from '@ethereumjs/util';
import { bytesToHex, concatHex, type Hex, size, slice, stringToHex, toHex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyPredictVm, layoutOf, PREDICT_OPCODE } from '../src/index.ts';
import { callDoor, opcodeDoor, push, pushAll } from './support/assembler.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { doorsTo, INNER, int16, putCode, runDoor, seenIn, told, unwrap } from './support/doors.ts';
import { tinyArtefact } from './support/networks.ts';
import { errorText } from './support/predict-calls.ts';

const NAME = 'acme.door.test';
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
const { modelId: SUM_ID } = layoutOf({ model: SUM });
const NO_ID = `0x${'ab'.repeat(32)}`;

let chain: Chain;
beforeAll(async () => {
  chain = await createChain();
  await install(chain, SUM, NAME);
});
const run = (inner: Hex, outer?: Hex) => runDoor(chain, inner, outer);
const doors = doorsTo;

const QUESTIONS: readonly [string, string, Hex, string][] = [
  ['one example', NAME, int16(1, 10), int16(21, 43)],
  ['a batch', NAME, int16(1, 10, -2, 20), int16(21, 43, 38, 74)],
  ['a version', `${NAME}@1`, int16(1, 10), int16(21, 43)],
  ['a model id', SUM_ID, int16(1, 10), int16(21, 43)],
  ['an id that nothing is sealed under', NO_ID, int16(1, 10), `UnsealedModel(${NO_ID})`],
  ['a version that does not exist', `${NAME}@2`, int16(1, 10), `UnknownModel(${NAME}@2)`],
  ['a number that is no activation', NAME, int16(1, -32768), 'InputOutOfRange(1)'],
  ['an unknown name', 'acme.none', int16(1, 10), 'UnknownModel(acme.none)'],
  ['a malformed name', 'x', int16(1, 10), 'InvalidReference(x)'],
  ['no name', '', int16(1, 10), 'InvalidReference()'],
  ['a wrong length', NAME, '0x0102', 'WrongInputLength(4,2)'],
  ['no input', NAME, '0x', 'WrongInputLength(4,0)'],
];

describe('P15: the two doors', () => {
  it.each(QUESTIONS)('give the same for %s', async (_, reference, input, expected) => {
    const { opcode, precompile } = doors(reference, input);
    const [a, b] = [await run(opcode), await run(precompile)];
    expect(a.ok).toBe(b.ok);
    expect(a.data).toBe(unwrap(b));
    expect(a.ok ? a.data : errorText(a.data)).toBe(expected);
    expect(told(a)).toEqual(told(b));
    expect([a.traces[0]!.door, b.traces[0]!.door]).toEqual(['opcode', 'precompile']);
  });

  it.each(['call', 'callcode', 'staticcall', 'delegatecall'] as const)(
    'give the same inside a %s, also if it reverts',
    async (kind) => {
      for (const isReverting of [false, true]) {
        for (const [, reference, input] of QUESTIONS) {
          const { opcode, precompile } = doors(reference, input, 1_000_000n, isReverting);
          const outer = callDoor(kind, INNER, '0x');
          const [a, b] = [await run(opcode, outer), await run(precompile, outer)];
          expect(a.ok).toBe(!isReverting);
          expect(seenIn(a.data).data).toBe(unwrap(seenIn(b.data)));
          expect(told(a)).toEqual(told(b));
        }
      }
    },
  );

  it('give the same at every gas limit from 0 to enough', async () => {
    const { traces } = await run(doors(NAME, int16(1, 10)).opcode);
    const enough = traces[0]!.gas.total;
    for (let gas = 0n; gas <= enough + 20n; gas += gas < 10n || gas > enough - 10n ? 1n : 97n) {
      const { opcode, precompile } = doors(NAME, int16(1, 10), gas);
      const [a, b] = [await run(opcode), await run(precompile)];
      expect(a.ok).toBe(gas >= enough);
      expect(b.ok).toBe(gas >= enough);
      expect(a.data).toBe(unwrap(b));
      expect(told(a)).toEqual(told(b));
    }
  });

  it('charge alike around the call: a warm account, memory, all but a 64th', async () => {
    // The opcode has no calldata to build in memory; with memory as large, what is left differs by PUSHes only.
    const { opcode } = doors(NAME, int16(1, 10));
    const asked = await run(opcode);
    const own = asked.gas - asked.traces[0]!.gas.total;
    expect(own).toBeLessThan(250n);
    expect(own).toBeGreaterThan(100n);

    // More gas than there is: all but a 64th of the rest is given.
    await putCode(
      chain,
      INNER,
      opcodeDoor({ reference: stringToHex(NAME), input: int16(1, 10), gas: 2n ** 60n }),
    );
    const limits: bigint[] = [];
    chain.evm.observer = ({ gasLimit }) => limits.push(gasLimit);
    await chain.call('0x', { to: INNER, gas: 640_000n });
    chain.evm.observer = undefined;
    expect(Number(limits[0])).toBeGreaterThan(629_500);
    expect(Number(limits[0])).toBeLessThan(630_000);
  });
});

describe('P15: the opcode', () => {
  const halts = async (code: Hex, gas = 1_000_000n) => {
    await putCode(chain, INNER, code);
    const { exceptionError, executionGasUsed } = await chain.call('0x', { to: INNER, gas });
    return [exceptionError?.error, executionGasUsed === gas];
  };

  it('writes what fits to memory and has all of it as return data', async () => {
    // reference at 0, input at 14; out: 3 bytes at 64
    const reference = stringToHex(NAME);
    const data = concatHex([reference, int16(1, 10)]);
    const body = concatHex([
      pushAll(1_000_000, 0, 14, 14, 4, 64, 3),
      '0xfc',
      '0x50',
      '0x3d',
      push(0),
      '0x52',
      pushAll(0, 96),
      '0xf3',
    ]);
    const prefix = (offset: number) => concatHex([push(size(data)), push(offset), push(0), '0x39', body]);
    await putCode(chain, INNER, concatHex([prefix(size(prefix(100))), data]));
    const { returnValue } = await chain.call('0x', { to: INNER });
    const answer = bytesToHex(returnValue);
    expect(BigInt(slice(answer, 0, 32))).toBe(4n); // RETURNDATASIZE
    expect(slice(answer, 64, 68)).toBe(`${slice(int16(21, 43), 0, 3)}00`);
  });

  it('needs seven words on the stack, and memory that can be paid', async () => {
    expect(await halts(concatHex([pushAll(1, 2, 3, 4, 5, 6), '0xfc']))).toEqual(['stack underflow', true]);
    expect(await halts(concatHex([pushAll(1, 0, 2n ** 255n, 0, 0, 0, 0), '0xfc']))).toEqual([
      'out of gas',
      true,
    ]);
    expect(await halts(concatHex([pushAll(1, 0, 0, 2n ** 60n, 1, 0, 0), '0xfc']))).toEqual([
      'out of gas',
      true,
    ]);
  });

  describe('costs a warm access and the memory that its regions add, as STATICCALL does', () => {
    const push3 = (value: number): Hex => concatHex(['0x62', toHex(value, { size: 3 })]);
    type Regions = readonly [
      ref: number,
      refLen: number,
      at: number,
      len: number,
      out: number,
      outLen: number,
    ];
    /** With no gas to give: PREDICT answers nothing and takes nothing. */
    const ask = (regions: Regions) => concatHex([...[0, ...regions].toReversed().map(push3), '0xfc', '0x50']);
    const ASK = 7n * 3n + 100n + 2n;
    const memory = (bytes: number): bigint => {
      const words = BigInt(Math.ceil(bytes / 32));
      return 3n * words + (words * words) / 512n;
    };
    const spent = async (...codes: Hex[]): Promise<bigint> => {
      await putCode(chain, INNER, concatHex(codes));
      const { exceptionError, executionGasUsed } = await chain.call('0x', { to: INNER });
      expect(exceptionError).toBeUndefined();
      return executionGasUsed;
    };

    it.each<[string, Regions, number]>([
      ['none', [0, 0, 0, 0, 0, 0], 0],
      ['of the reference', [100, 300, 0, 0, 0, 0], 400],
      ['of the input', [0, 0, 5_000, 33, 0, 0], 5_033],
      ['of the answer', [0, 0, 0, 0, 40_000, 1], 40_001],
      ['each larger than the one before', [0, 20, 64, 70, 3_000, 64], 3_064],
      ['each smaller than the one before', [3_000, 64, 64, 70, 0, 20], 3_064],
      ['up to the end of a word', [0, 32, 32, 32, 64, 32], 96],
      ['a byte behind it', [0, 32, 32, 32, 64, 33], 97],
    ])('%s', async (_, regions, end) => {
      expect(await spent(ask(regions))).toBe(ASK + memory(end));
    });

    it('and what was paid is paid: by a second call, by opcodes before and after', async () => {
      const store = (offset: number) => concatHex([push(0), push3(offset), '0x52']);
      const STORE = 3n * 3n;
      const [small, large]: [Regions, Regions] = [
        [0, 20, 64, 70, 0, 0],
        [0, 20, 64, 70, 20_000, 64],
      ];
      expect(await spent(ask(small), ask(small))).toBe(2n * ASK + memory(134));
      expect(await spent(ask(small), ask(large), ask(small))).toBe(3n * ASK + memory(20_064));
      expect(await spent(store(9_968), ask(small))).toBe(ASK + STORE + memory(10_000));
      expect(await spent(store(968), ask(large))).toBe(ASK + STORE + memory(20_064));
      expect(await spent(ask(large), store(30_000 - 32))).toBe(ASK + STORE + memory(30_000));
      expect(await spent(ask(large), store(0))).toBe(ASK + STORE + memory(20_064));
    });
  });

  it('without length does not look at offsets', async () => {
    const seen = await run(concatHex([opcodeDoor({ reference: '0x', input: '0x', gas: 100_000n })]));
    expect(errorText(seen.data)).toBe('InvalidReference()');
    expect(
      await halts(concatHex([pushAll(1, 2n ** 255n, 0, 2n ** 255n, 0, 2n ** 255n, 0), '0xfc', '0x00'])),
    ).toEqual([undefined, false]);
  });

  it('before activation is as invalid as it is elsewhere', async () => {
    const late = await createChain({ activation: { block: 10n } });
    const off = await createChain({ activation: 'off' });
    for (const other of [late, off]) {
      const at = new Address(hexToBytes(INNER));
      await other.vm.stateManager.putAccount(at, new Account(1n));
      await other.vm.stateManager.putCode(at, hexToBytes(concatHex([pushAll(1, 0, 0, 0, 0, 0, 0), '0xfc'])));
      const { exceptionError, executionGasUsed } = await other.call('0x', { to: INNER, gas: 50_000n });
      expect(exceptionError?.error).toBe('invalid opcode');
      expect(executionGasUsed).toBe(50_000n);
    }
  });

  it('refuses to run on a copy that VM.shallowCopy() made, and runs on others', async () => {
    await putCode(chain, INNER, doors(NAME, int16(1, 10)).opcode);
    await chain.stateRoot();
    const to = new Address(hexToBytes(INNER));
    const plain = await chain.vm.shallowCopy();
    await expect(plain.evm.runCall({ to })).rejects.toThrow('copyPredictVm');
    const copy = await copyPredictVm(chain.vm);
    const { execResult } = await copy.evm.runCall({ to });
    expect(bytesToHex(execResult.returnValue).endsWith(int16(21, 43).slice(2))).toBe(true);
  });

  it('works from Yul by verbatim: contracts/examples/AskByOpcode.yul', async () => {
    const source = readFileSync(new URL('../contracts/examples/AskByOpcode.yul', import.meta.url), 'utf8');
    const solc: { compile(input: string): string } = createRequire(import.meta.url)('solc');
    const output = JSON.parse(
      solc.compile(
        JSON.stringify({
          language: 'Yul',
          sources: { 'AskByOpcode.yul': { content: source } },
          settings: { evmVersion: 'osaka', outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
        }),
      ),
    );
    const code: Hex = `0x${output.contracts['AskByOpcode.yul'].AskByOpcode.evm.bytecode.object}`;
    const contract = await chain.deploy(code);
    const answered = await chain.call(int16(1, 10, -2, 20), { to: contract });
    expect(bytesToHex(answered.returnValue)).toBe(int16(21, 43, 38, 74));
    const refused = await chain.call('0x00', { to: contract });
    expect(errorText(bytesToHex(refused.returnValue))).toBe('WrongInputLength(4,1)');
  });

  it('works from raw bytecode: contracts/examples/ask-by-opcode.evm', async () => {
    const listing = readFileSync(new URL('../contracts/examples/ask-by-opcode.evm', import.meta.url), 'utf8');
    const code = listing
      .split('\n')
      .map((line) => line.split(';')[0]!.replace(/\s/g, ''))
      .join('');
    expect(code).toMatch(/^[0-9a-f]+$/);
    await putCode(chain, INNER, `0x${code}`);
    const answered = await chain.call(int16(1, 10, -2, 20), { to: INNER });
    expect(bytesToHex(answered.returnValue)).toBe(int16(21, 43, 38, 74));
    const refused = await chain.call('0x00', { to: INNER });
    expect(refused.exceptionError?.error).toBe('revert');
    expect(errorText(bytesToHex(refused.returnValue))).toBe('WrongInputLength(4,1)');
  });

  it('has the byte that the specification names', () => {
    expect(PREDICT_OPCODE).toBe(0xfc);
    expect(chain.evm.getActiveOpcodes().get(0xfc)?.name).toBe('PREDICT');
  });
});
