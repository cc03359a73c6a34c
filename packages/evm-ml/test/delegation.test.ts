import type { Hex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { callDoor } from './support/assembler.ts';
import { type Chain, createChain } from './support/chain.ts';
import { putCode, runDoor } from './support/doors.ts';

const TARGET: Hex = '0x00000000000000000000000000000000000c0dee';
const DELEGATE: Hex = '0x00000000000000000000000000000000000c0def';
const precompile: Hex = '0x0000000000000000000000000000000000000004';
const delegationTo = (address: Hex): Hex => `0xef0100${address.slice(2)}`;

describe('EIP-7702: a delegation is 23 bytes', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await createChain();
    // Returns the word 2.
    await putCode(chain, DELEGATE, '0x60025f5260205ff3');
  });

  it.each<[string, Hex]>([
    ['none', '0xef0100'],
    ['19 bytes', `0xef0100${'11'.repeat(19)}`],
    ['21 bytes', `0xef0100${'11'.repeat(21)}`],
    ['an address and more', `${delegationTo(DELEGATE)}00`],
  ])('code that begins like one, with %s behind, runs as what it is: invalid', async (_, code) => {
    await putCode(chain, TARGET, code);
    expect((await chain.call('0x', { to: TARGET, gas: 100_000n })).exceptionError?.error).toBe(
      'invalid opcode',
    );
    for (const kind of ['call', 'callcode', 'delegatecall', 'staticcall'] as const) {
      const outcome = async (target: Hex) => {
        await putCode(chain, TARGET, target);
        const { ok, data, gas } = await runDoor(chain, callDoor(kind, TARGET, '0x', 1_000n));
        return { ok, data, gas };
      };
      // Nobody pays for an account that is not delegated to.
      expect(await outcome(code), kind).toEqual(await outcome('0xfe'));
    }
  });

  it('code of 23 bytes is one, and costs its caller the access', async () => {
    const ask = () => runDoor(chain, callDoor('call', TARGET, '0x', 10_000n));
    await putCode(chain, TARGET, '0x60025f5260205ff3');
    const plain = await ask();
    await putCode(chain, TARGET, delegationTo(DELEGATE));
    const delegated = await ask();
    expect(delegated).toMatchObject({ ok: true, data: `0x${'2'.padStart(64, '0')}` });
    expect(delegated.gas - plain.gas).toBe(2_600n);
    expect((await chain.call('0x', { to: TARGET, gas: 100_000n })).exceptionError).toBeUndefined();
  });

  it('an account that delegates to a precompile has no code', async () => {
    await putCode(chain, precompile, '0xfe');
    await putCode(chain, TARGET, delegationTo(precompile));
    const { returnValue, exceptionError } = await chain.call('0x1234', { to: TARGET });
    expect([returnValue.length, exceptionError]).toEqual([0, undefined]);
  });
});
