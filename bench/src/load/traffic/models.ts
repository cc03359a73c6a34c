import { readFileSync } from 'node:fs';
import { createUpload, layoutOf, registerTransaction } from '@evm-ml/evm';
import type { Artefact } from '@evm-ml/quantized-runtime';
import type { Network } from '@evm-ml/quantized-runtime/workshop';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import type { Actor, Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';
import { wineRows } from './wine.ts';

const model = new URL('../../../../examples/wine-cellar/model/wine.keras', import.meta.url);

/** The wine network, as a chain runs it. */
export async function createWineNetwork(): Promise<Network> {
  const samples = Float32Array.from(wineRows().flat());
  const network = await importKeras(readFileSync(model));
  return (await quantize(network, [samples], { profile: 'a16' })).network;
}

/** Brings a network under a name on the chain, transaction by transaction. */
export async function deploy(scene: Scene, wallet: Wallet, artefact: Artefact, name: string): Promise<void> {
  const pending = [
    ...createUpload(artefact).transactions,
    registerTransaction(name, layoutOf(artefact).modelId),
  ];
  for (const { to, data, gas } of pending) await wallet.send(scene.http, { to, data, gas: BigInt(gas) });
}

/** Deploys one new network after another: the same with another seed in its Keras config, hence of another id. */
export function models(scene: Scene, wallet: Wallet, network: Network): Actor {
  let count = 0;
  return {
    name: 'models',
    every: 10_000,
    async turn() {
      const artefact = encodeNetwork(renamed(network, ++count));
      await deploy(scene, wallet, artefact, `acme.load.model-${count}`);
      const described = await scene.http.call<{ modelId?: string }>(
        'predict_describe',
        `acme.load.model-${count}`,
      );
      if (described.modelId !== layoutOf(artefact).modelId) throw new Error('a name leads to another model');
    },
  };
}

const renamed = (network: Network, count: number): Network => ({
  ...network,
  keras: { ...network.keras, config: { ...(network.keras.config as object), load: count } },
});
