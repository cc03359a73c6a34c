import {
  type Client,
  chainTime,
  createClient,
  number,
  type Place,
  paint,
  percent,
  print,
  printFact,
  refusalIn,
  tellStory,
  waitUntil,
} from '@evm-ml/example-story';
import { formatEther, parseEther } from 'viem';
import {
  askRule,
  deployRewards,
  openRideFor,
  type Rewards,
  sealTrip,
  showTrip,
  withdraw,
} from './rewards.ts';
import { readAgain } from './rounds.ts';
import { type Acted, scenes } from './scenes.ts';

const FARE = parseEther('1');
const SEAL_SECONDS = 2n;

await tellStory('Driver rewards: a contract pays for trips by what a neural network says of them.', tell);

async function tell(place: Place): Promise<void> {
  const [owner, rider, driver] = [0, 1, 2].map((index) => createClient(place, index)) as [
    Client,
    Client,
    Client,
  ];
  const rewards = await deployRewards(owner, SEAL_SECONDS);
  printFact(
    'Judge',
    `${number(rewards.modelBytes)} bytes of integers, ${number(rewards.modelGas)} gas to put on the chain`,
  );
  printFact('Contract', `DriverRewards at ${rewards.address}`);
  print(
    '\nA rider locks 1 ETH for each of these rides. The driver seals what the phone recorded, then shows it; the network\n' +
      'judges it in the same transaction. Beside it the rule "abandoned if it did not move for five minutes".\n',
  );
  const told = scenes();
  const rides: bigint[] = [];
  for (const { trip } of told)
    rides.push(await openRideFor(rider, rewards, driver.account.address, { trip, fare: FARE }));
  for (const [i, { trip }] of told.entries()) await sealTrip(driver, rewards, rides[i]!, trip);
  await waitUntil(driver, (await chainTime(driver)) + SEAL_SECONDS);
  print(
    paint('bold', `${'trip'.padEnd(46)}${'rule'.padEnd(12)}${'network'.padEnd(10)}${'paid'.padEnd(12)}gas`),
  );
  const lines: Told[] = [];
  for (const [i, scene] of told.entries()) lines.push(await tellOne(driver, rewards, rides[i]!, scene));
  printEnd(lines);
  await settle(rider, driver, rewards, lines);
}

/** What became of a scene. */
interface Told {
  readonly scene: Acted;
  readonly isAbandoned: boolean;
  readonly paid: bigint;
  readonly gas: bigint | undefined;
  readonly ruleGas: bigint;
}

async function tellOne(driver: Client, rewards: Rewards, ride: bigint, scene: Acted): Promise<Told> {
  const { abandoned, gas: ruleGas } = await askRule(driver, rewards, scene.trip);
  const rule = abandoned ? 'abandoned' : 'pays';
  const says = (network: string, paid: string, gas: string) =>
    print(`${scene.what.padEnd(46)}${rule.padEnd(12)}${network.padEnd(10)}${paid.padEnd(12)}${gas}`);
  try {
    const { honest, paid, gasUsed } = await showTrip(driver, rewards, ride, scene.trip);
    const isRight = scene.isHonest === paid > 0n;
    says(
      honest.toFixed(4),
      paint(isRight ? 'green' : 'red', Number(formatEther(paid)).toFixed(4).padEnd(12)),
      number(gasUsed),
    );
    return { scene, isAbandoned: abandoned, paid, gas: gasUsed, ruleGas };
  } catch (error) {
    says('-', paint('green', refusalIn(error).padEnd(12)), '');
    return { scene, isAbandoned: abandoned, paid: 0n, gas: undefined, ruleGas };
  }
}

function printEnd(lines: readonly Told[]): void {
  const cheats = lines.filter(({ scene }) => !scene.isHonest);
  const beatRule = cheats.filter(({ isAbandoned }) => !isAbandoned);
  const beatNetwork = cheats.filter(({ paid }) => paid > 0n);
  const gas = lines.flatMap(({ gas }) => (gas === undefined ? [] : [Number(gas)])).sort((a, b) => a - b);
  print(`\n${beatRule.length} of ${cheats.length} cheats beat the rule, ${beatNetwork.length} the contract.`);
  for (const { scene } of beatNetwork) print(`  still paid: ${scene.what}. ${scene.why}`);
  const wins = readAgain().map(({ wins }) => wins);
  print(
    `  and a network that learns from this judge for longer: ${percent(Math.min(...wins), 0)} to ${percent(Math.max(...wins), 0)} of its trips are paid (README.md).`,
  );
  print(
    `A judgement takes ${number(gas[0]!)} to ${number(gas.at(-1)!)} gas, the rule at most ${number(Math.max(...lines.map(({ ruleGas }) => Number(ruleGas))))}.`,
  );
}

async function settle(
  rider: Client,
  driver: Client,
  rewards: Rewards,
  lines: readonly Told[],
): Promise<void> {
  const paid = await withdraw(driver, rewards);
  const back = await withdraw(rider, rewards);
  const open = lines.filter(({ gas }) => gas === undefined).length;
  const left = await rider.public.getBalance({ address: rewards.address });
  print(
    `The driver fetched ${formatEther(paid)} ETH, the rider ${formatEther(back)} ETH; ${formatEther(left)} ETH wait for the deadline of the ${open} rides whose trips were refused.`,
  );
}
