import { describeModel, mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, chainTime, compileContracts, deployContract, receiptOf } from '@evm-ml/example-story';
import { type Address, type Hex, keccak256, parseAbi, parseEventLogs, toHex } from 'viem';
import { beginOf, encodeTrip, modelFile, type Place, type Trip } from './trips.ts';

export const JUDGE = 'drivers.example.judge';

/** Of contracts/DriverRewards.sol and what it is made of. */
export const abi = parseAbi([
  'function open(address driver, uint64 began, int32 x, int32 y, uint64 deadline, uint32 version) payable returns (uint256 id)',
  'function sealTrip(uint256 id, bytes32 seal)',
  'function show(uint256 id, bytes trip, bytes32 salt) returns (uint256 paid)',
  'function reclaim(uint256 id)',
  'function withdraw(address to) returns (uint256 amount)',
  'function judge() view returns (string)',
  'function owed(address account) view returns (uint256)',
  'function totalOwed() view returns (uint256)',
  'function sealOf(uint256 id, bytes trip, bytes32 salt) view returns (bytes32)',
  'function rideOf(uint256 id) view returns ((address rider, uint96 fare, address driver, uint64 began, uint8 state, uint64 deadline, uint32 version, int32 x, int32 y, bytes32 seal, uint64 sealedAt))',
  'event Opened(uint256 indexed ride, address indexed rider, address indexed driver, uint256 fare, uint256 version)',
  'event Judged(uint256 indexed ride, uint256 honest, uint256 paid)',
  'error NoDriver()',
  'error NoFare()',
  'error BeganWrong(uint64 began)',
  'error DeadlineWrong(uint64 deadline)',
  'error JudgeUnknown(string judge)',
  'error JudgeDeprecated(string judge, uint256 version)',
  'error JudgeNotLatest(uint256 latest, uint256 given)',
  'error SealSecondsWrong(uint64 sealSeconds)',
  'error ModelOfOtherShape(uint256 inputs, uint256 outputs)',
  'error ModelTooDear(uint256 gas)',
  'error ModelTakesNoReals(string ref)',
  'error NotTheDriver(address driver)',
  'error NotTheRider(address rider)',
  'error NotOpen(uint256 ride, uint8 state)',
  'error NotSealed(uint256 ride)',
  'error SealedTooLately(uint256 ride, uint256 readyAt)',
  'error TooLate(uint64 deadline)',
  'error TooEarly(uint64 deadline)',
  'error BeginsElsewhere(int256 x, int256 y)',
  'error EndsInTheFuture(uint256 end)',
  'error WrongLength(uint256 expected, uint256 given)',
  'error ImpossibleSample(uint256 index)',
  'error Replayed(uint256 trip, uint256 olderTrip)',
  'error TooFewFingerprints(uint256 trip, uint256 fingerprints)',
  'error NothingOwed(address account)',
  'error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)',
]);

const ruleAbi = parseAbi(['function isAbandoned(bytes trip) view returns (bool)']);

/** The folder of the example's Solidity. */
export const contracts = new URL('../contracts/', import.meta.url);

/** The contracts of the example on a chain. */
export interface Rewards {
  readonly address: Address;
  readonly rule: Address;
}

/** What the network said of a trip, and what its driver is owed for it. */
export interface Judgement {
  /** 0 to 1. */
  readonly honest: number;
  readonly paid: bigint;
  readonly gasUsed: bigint;
  readonly transaction: Hex;
}

/** Seals the judge and registers its name, then deploys the contracts. */
export async function deployRewards(
  owner: Client,
  sealSeconds: bigint,
): Promise<Rewards & { readonly modelGas: bigint; readonly modelBytes: number }> {
  const artefact = modelFile('judge.evmml');
  const { gasUsed } = await owner.wallet
    .extend(mlWalletActions())
    .deployModel({ artefact, origin: modelFile('judge.evmml.origin'), name: JUDGE });
  const { DriverRewards, FiveMinuteRule } = compileContracts(contracts, ['DriverRewards', 'FiveMinuteRule']);
  const address = await deployContract(owner, DriverRewards!, [JUDGE, sealSeconds]);
  return {
    address,
    rule: await deployContract(owner, FiveMinuteRule!),
    modelGas: gasUsed,
    modelBytes: artefact.length,
  };
}

/** Seconds that a ride of a trip takes, with room for clocks that differ. */
const RIDE_SECONDS = 700n;

/** What a rider agrees on beside the driver; left out, it fits a trip that ended just now. */
export interface Terms {
  readonly fare: bigint;
  readonly began?: bigint;
  readonly deadline?: bigint;
  /** Of the judge: by default the latest one. */
  readonly version?: number;
  readonly pickup: Place;
}

/** The rider locks the fare. */
export async function openRide(
  rider: Client,
  { address }: Rewards,
  driver: Address,
  terms: Terms,
): Promise<bigint> {
  const now = await chainTime(rider);
  const { pickup, began = now - RIDE_SECONDS, deadline = now + 3_600n } = terms;
  const version = terms.version ?? (await latestVersion(rider, address));
  const hash = await rider.wallet.writeContract({
    address,
    abi,
    functionName: 'open',
    args: [driver, began, pickup.x, pickup.y, deadline, version],
    value: terms.fare,
  });
  const { logs } = await receiptOf(rider, hash);
  return parseEventLogs({ abi, logs, eventName: 'Opened' })[0]!.args.ride;
}

/** The version of its judge that a contract takes now: what a rider looks at before it names it. */
async function latestVersion({ public: client }: Client, address: Address): Promise<number> {
  const model = await client.readContract({ address, abi, functionName: 'judge' });
  return Number((await describeModel(client, { model })).version);
}

/** Opens a ride that begins where a trip does. */
export function openRideFor(
  rider: Client,
  rewards: Rewards,
  driver: Address,
  { trip, fare }: { readonly trip: Trip; readonly fare: bigint },
): Promise<bigint> {
  return openRide(rider, rewards, driver, { fare, pickup: beginOf(trip) });
}

/** A driver's secret for one ride. */
export const saltOf = (ride: bigint): Hex => keccak256(toHex(`kept secret by the driver, ${ride}`));

/** The driver seals a trip. */
export async function sealTrip(
  driver: Client,
  { address }: Rewards,
  ride: bigint,
  trip: Trip,
): Promise<bigint> {
  const seal = await driver.public.readContract({
    address,
    abi,
    functionName: 'sealOf',
    args: [ride, encodeTrip(trip), saltOf(ride)],
  });
  const hash = await driver.wallet.writeContract({
    address,
    abi,
    functionName: 'sealTrip',
    args: [ride, seal],
  });
  return (await receiptOf(driver, hash)).gasUsed;
}

/** The driver shows the trip that was sealed, and the network judges it. */
export async function showTrip(
  driver: Client,
  { address }: Rewards,
  ride: bigint,
  trip: Trip,
): Promise<Judgement> {
  const transaction = await driver.wallet.writeContract({
    address,
    abi,
    functionName: 'show',
    args: [ride, encodeTrip(trip), saltOf(ride)],
  });
  const { logs, gasUsed } = await receiptOf(driver, transaction);
  const [judged] = parseEventLogs({ abi, logs, eventName: 'Judged' });
  if (!judged) throw new Error(`Transaction ${transaction} reports no judgement.`);
  const { honest, paid } = judged.args;
  return { honest: Number(honest) / 1e18, paid, gasUsed, transaction };
}

/** What the rule says of a trip, and the gas that it would take. */
export async function askRule(
  client: Client,
  { rule }: Rewards,
  trip: Trip,
): Promise<{ abandoned: boolean; gas: bigint }> {
  const call = {
    address: rule,
    abi: ruleAbi,
    functionName: 'isAbandoned',
    args: [encodeTrip(trip)],
  } as const;
  const [abandoned, gas] = await Promise.all([
    client.public.readContract(call),
    client.public.estimateContractGas({ ...call, account: client.account }),
  ]);
  return { abandoned, gas };
}

/** Fetches what the contract owes an account. */
export async function withdraw(client: Client, { address }: Rewards): Promise<bigint> {
  const owed = await owedTo(client, { address });
  const hash = await client.wallet.writeContract({
    address,
    abi,
    functionName: 'withdraw',
    args: [client.account.address],
  });
  await receiptOf(client, hash);
  return owed;
}

export function owedTo(client: Client, { address }: Pick<Rewards, 'address'>): Promise<bigint> {
  return client.public.readContract({ address, abi, functionName: 'owed', args: [client.account.address] });
}
