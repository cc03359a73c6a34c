import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { expect, test } from 'vitest';
import { primeCommon } from '../../src/chain/prime-common.ts';

test('a primed Common answers as the library does, for every EIP, after every change of rules, in copies too', () => {
  const plain = new Common({ chain: Mainnet, hardfork: Hardfork.Chainstart });
  const primed = new Common({ chain: Mainnet, hardfork: Hardfork.Chainstart });
  primeCommon(primed);
  const active = (common: Common) =>
    Array.from({ length: 9_000 }, (_, eip) => eip).filter((eip) => common.isActivatedEIP(eip));
  for (const { name } of Mainnet.hardforks.toReversed()) {
    plain.setHardfork(name);
    const copy = primed.copy();
    copy.setHardfork(name);
    expect(active(copy)).toEqual(active(plain));
    primed.setHardfork(name);
    expect(active(primed)).toEqual(active(plain));
  }
  plain.setHardfork(Hardfork.London);
  primed.setHardfork(Hardfork.London);
  for (const common of [plain, primed]) common.setEIPs([1153, 3860]);
  expect(active(primed)).toEqual(active(plain));
  expect(active(primed)).toContain(1153);
});
