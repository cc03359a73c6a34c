/** Both doors at the end of several frames, whose kinds and gas vary. */
import { bytesToHex, concatHex, type Hex, numberToHex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CallKind, callDoor } from './support/assembler.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { doorsTo, INNER, int16, putCode, seenIn, unwrap } from './support/doors.ts';
import { tinyArtefact } from './support/networks.ts';
import { errorText } from './support/predict-calls.ts';

const NAME = 'acme.door.test';
const KINDS: readonly CallKind[] = ['call', 'callcode', 'delegatecall', 'staticcall'];
const frameAddress = (depth: number): Hex =>
  concatHex(['0x000000000000000000000000000000000f', numberToHex(depth, { size: 3 })]);

let chain: Chain;
beforeAll(async () => {
  chain = await createChain();
  await install(chain, tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] }), NAME);
});

/** Puts frames that call each other in these ways, the last of which calls the door; where the first one lies. */
async function stack(door: Hex, kinds: readonly CallKind[], isReverting = false): Promise<Hex> {
  await putCode(chain, INNER, door);
  let to = INNER;
  for (const [depth, kind] of kinds.toReversed().entries()) {
    await putCode(chain, frameAddress(depth), callDoor(kind, to, '0x', undefined, isReverting));
    to = frameAddress(depth);
  }
  return to;
}

/** The door's own report, out of the reports of the frames around it; undefined if a frame ran out of gas. */
function innermost(data: Hex, frames: number): ReturnType<typeof seenIn> | undefined {
  let seen = seenIn(data);
  for (let frame = 0; frame < frames; frame++) {
    if (seen.data === '0x') return undefined;
    seen = seenIn(seen.data);
  }
  return seen;
}

describe('frames around the doors', () => {
  it.each(KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.map((c) => [a, b, c] as const))))(
    '%s, %s, %s: the same answer and the same error, whether they revert or not',
    async (...kinds) => {
      for (const isReverting of [false, true]) {
        for (const [input, expected] of [
          [int16(1, 10), int16(21, 43)],
          ['0x0102', 'WrongInputLength(4,2)'],
        ] as const) {
          const { opcode, precompile } = doorsTo(NAME, input, 1_000_000n, isReverting);
          for (const door of [opcode, precompile]) {
            const { returnValue } = await chain.call('0x', { to: await stack(door, kinds, isReverting) });
            const seen = innermost(bytesToHex(returnValue), kinds.length)!;
            const data = door === precompile ? unwrap(seen) : seen.data;
            expect(seen.ok ? data : errorText(data)).toBe(expected);
          }
        }
      }
    },
  );

  it.each([['opcode'], ['precompile']] as const)(
    'the %s three frames deep at every gas limit from 0 to enough: all or nothing',
    async (name) => {
      const door = doorsTo(NAME, int16(1, 10), 2n ** 60n)[name];
      const to = await stack(door, ['call', 'delegatecall', 'staticcall']);
      let enough: bigint | undefined;
      for (let gas = 0n; gas <= 60_000n; gas += 211n) {
        const { returnValue, executionGasUsed, exceptionError } = await chain.call('0x', { to, gas });
        expect(executionGasUsed).toBeLessThanOrEqual(gas);
        const seen = exceptionError ? undefined : innermost(bytesToHex(returnValue), 3);
        const answered = seen?.ok === true;
        if (answered) {
          enough ??= gas;
          expect(name === 'opcode' ? seen.data : unwrap(seen)).toBe(int16(21, 43));
        }
        // Once there is enough, more is enough as well.
        expect(answered).toBe(enough !== undefined);
        if (seen && !answered) expect(seen.data).toBe('0x'); // out of gas leaves no data
      }
      expect(enough).toBeGreaterThan(10_000n);
    },
  );
});
