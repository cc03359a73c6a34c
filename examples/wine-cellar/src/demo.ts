import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  clearProgress,
  createClient,
  number,
  openPlace,
  type Place,
  paint,
  print,
  printFact,
  showProgress,
} from '@evm-ml/example-story';
import { formatEther } from 'viem';
import { type Decision, deployCellar, offerLot, orderLots, PRICE } from './cellar.ts';
import { type Converted, convertWine } from './convert.ts';
import { readDecisionGas } from './gas-split.ts';
import { measurePlainNetwork, measureTranspiledNetwork } from './measure-plain-network.ts';
import { printAccuracy, printDecisions, printGas } from './report.ts';
import { readTestLots } from './wine-data.ts';

const NAME = 'acme.cellar.grader';
/** The buyer wants Barolo, the first class. */
const ORDERED = 0;
const ORDERED_LOTS = 30;

const title = 'The wine cellar: a contract buys wine, and a neural network decides inside its transactions.';
print(`\n${paint('bold', title)}\n`);
const converted = await convertWine();
const { kerasBytes, artefact, samples } = converted;
printFact(
  'Convert',
  `wine.keras, ${number(kerasBytes)} bytes -> ${number(artefact.model.length)} bytes of integers (a16), calibrated on ${samples} lots, and ${number(artefact.origin.length)} bytes of origin`,
);
const place = await openPlace(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return process.exit(1);
});
try {
  await runStory(place, converted);
  await place.stay();
} finally {
  await place.close();
}

async function runStory(node: Place, { graph, artefact }: Converted): Promise<void> {
  printFact('Chain', `id ${node.chainId}, ${node.what}, at ${node.url}; PREDICT at ${PREDICT_ADDRESS}`);
  const owner = createClient(node, 0);
  const parties = {
    buyer: createClient(node, 1),
    laboratory: createClient(node, 2),
    supplier: createClient(node, 3),
  };

  const model = await owner.wallet.extend(mlWalletActions()).deployModel({
    artefact: artefact.model,
    origin: artefact.origin,
    name: NAME,
    onProgress: ({ title, ...step }) => showProgress({ task: title, ...step }),
  });
  clearProgress();
  printFact(
    'Model',
    `${NAME}@${model.version}: sealed and named in ${model.transactions.length} transactions, ${number(model.gasUsed)} gas`,
    paint('dim', `id ${model.modelId}`),
  );
  const { classes, lots } = readTestLots();
  const cellar = await deployCellar(parties);
  await orderLots(cellar, parties, ORDERED, ORDERED_LOTS);
  printFact('Contract', `WineCellar at ${cellar}`);
  print(
    `\nA buyer orders ${ORDERED_LOTS} lots of ${classes[ORDERED]} at ${formatEther(PRICE)} ETH each. ` +
      `A laboratory offers the ${lots.length} lots of the test split, one a transaction:`,
  );
  const decisions: Decision[] = [];
  for (const lot of lots) {
    showProgress({ task: 'offer', done: decisions.length, total: lots.length });
    decisions.push(await offerLot(cellar, parties, lot));
  }
  clearProgress();
  printDecisions(decisions, classes);
  printAccuracy(decisions, classes);
  const typical = medianByGas(decisions);
  printGas(typical, await readDecisionGas(owner, typical), {
    plain: await measurePlainNetwork(owner, graph, typical),
    transpiled: await measureTranspiledNetwork(owner, artefact.model, typical),
  });
}

/** The decision in the middle when all are ordered by gas. */
function medianByGas(decisions: readonly Decision[]): Decision {
  const sorted = [...decisions].sort((a, b) => Number(a.gasUsed - b.gasUsed));
  return sorted[Math.floor(sorted.length / 2)]!;
}
