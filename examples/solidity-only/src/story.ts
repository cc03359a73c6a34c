import {
  type Client,
  createClient,
  number,
  type Place,
  paint,
  print,
  printFact,
  tellStory,
} from '@evm-ml/example-story';
import { type Network, readNetworks } from './networks.ts';
import {
  answersOf,
  deployByPredict,
  deploySolidity,
  gasOfAnswer,
  type Racks,
  rack,
  startPlainChain,
} from './racks.ts';

/** Examples that are racked in transactions, and examples whose answers are compared. */
const RACKED = 2;
const COMPARED = 10;

await tellStory('Solidity only: the same networks on a chain without PREDICT.', tell);

async function tell(place: Place): Promise<void> {
  const plain = await startPlainChain();
  try {
    printFact('Beside it', `id ${plain.chainId}, inside this process, without PREDICT, at ${plain.url}`);
    print(`\n${paint('bold', line('', 'on the chain by', 'gas of it', 'of an answer', 'racked with it'))}`);
    for (const network of readNetworks())
      await compare(createClient(place, 0), createClient(plain, 0), network);
  } finally {
    await plain.close();
  }
}

function line(...cells: readonly string[]): string {
  const widths = [38, 18, 14, 16, 0];
  return cells.map((cell, i) => cell.padEnd(widths[i]!)).join('');
}

async function compare(predicting: Client, plain: Client, network: Network): Promise<void> {
  const chains: readonly [string, Client, Racks][] = [
    ['PREDICT', predicting, await deployByPredict(predicting, network)],
    ['Solidity', plain, await deploySolidity(plain, network)],
  ];
  const examples = network.examples.slice(0, COMPARED);
  const racked: string[] = [];
  for (const [i, [name, client, racks]] of chains.entries()) {
    const { classes, gas } = await rackAll(client, racks, network);
    const answer = await gasOfAnswer(client, racks, examples[0]!.input);
    print(line(i === 0 ? network.what : '', name, ...[racks.networkGas, answer, gas].map(number)));
    racked.push(classes.join());
  }
  if (racked[0] !== racked[1]) throw new Error('the two chains put the same bottles into different racks.');
  print(
    line(
      await tellBits(
        chains,
        examples.map(({ input }) => input),
      ),
    ),
  );
}

/** The classes of some examples, and what the cheapest transaction took: the first bottle of a rack pays for its slot. */
async function rackAll(client: Client, racks: Racks, { examples }: Network) {
  const classes: number[] = [];
  let gas: bigint | undefined;
  for (const { input } of examples.slice(0, RACKED)) {
    const racked = await rack(client, racks, input);
    classes.push(racked.rack);
    if (gas === undefined || racked.gasUsed < gas) gas = racked.gasUsed;
  }
  return { classes, gas: gas! };
}

async function tellBits(
  chains: readonly [string, Client, Racks][],
  examples: readonly (readonly bigint[])[],
): Promise<string> {
  const [predicted, solidity] = await Promise.all(
    chains.map(([, client, racks]) => answersOf(client, racks, examples)),
  );
  const different = predicted!.filter((answer, i) => answer !== solidity![i]).length;
  if (different > 0) throw new Error(`${different} of ${predicted!.length} answers are different.`);
  return `  same bits in ${number(predicted!.length)} answers`;
}
