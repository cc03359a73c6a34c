import { encodeNetwork } from '@evm-ml/quantized-runtime/workshop';
import type { Actor, Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';
import { contracts } from './contracts.ts';
import { disconnects } from './disconnects.ts';
import { createWineNetwork, deploy, models } from './models.ts';
import { predictions } from './predictions.ts';
import { filters, logs, reads, traces } from './reads.ts';
import { badKeys, malformed, refusedTransactions } from './refused.ts';
import { deaf, visitors } from './subscriptions.ts';
import { transfersOverHttp, transfersOverSocket } from './transfers.ts';
import { wineName } from './wine.ts';

/**
 * All kinds of traffic. Deploys the wine network first, for predictions to have something to ask.
 * @param long long enough for a client that does not read to be cut off
 */
export async function createTraffic(scene: Scene, long: boolean): Promise<Actor[]> {
  const wallet = (index: number): Wallet => {
    const found = scene.wallets[index];
    if (!found) throw new RangeError(`there is no wallet ${index}`);
    return found;
  };
  const network = await createWineNetwork();
  await deploy(scene, wallet(0), encodeNetwork(network), wineName);
  return [
    transfersOverHttp(scene, wallet(1)),
    await transfersOverSocket(scene, wallet(2)),
    contracts(scene, wallet(3)),
    predictions(scene, wallet(4)),
    models(scene, wallet(5), network),
    refusedTransactions(scene, wallet(6)),
    disconnects(scene, wallet(7)),
    reads(scene),
    reads(scene),
    logs(scene),
    filters(scene),
    traces(scene),
    malformed(scene),
    badKeys(scene),
    visitors(scene),
    ...(long ? [deaf(scene)] : []),
  ];
}
