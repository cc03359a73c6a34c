import { layoutOf } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, compileContracts, deployContract, send as sendCall } from '@evm-ml/example-story';
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbi,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem';

const TERMS =
  '(uint16 features, uint8 width, uint64 unit, uint8 classes, uint16 groupRows, uint8 testGroups, uint32 threshold, uint32 giveSeconds, uint32 showSeconds, uint32 drawSeconds, uint32 sealSeconds, uint32 revealSeconds, uint32 testSeconds, uint32 evaluateSeconds)';

/** Of contracts/Contest.sol and what it is made of. */
export const abi = parseAbi([
  `function open(bytes32 name, ${TERMS} terms, bytes32 organiserSeal, bytes32[] groupSeals) payable returns (bytes32 id)`,
  'function giveSeed(bytes32 id, bytes32 sealed_) payable',
  'function showSeed(bytes32 id, bytes32 seed)',
  'function draw(bytes32 id, bytes32 seed)',
  'function showGroup(bytes32 id, uint256 index, bytes32 contentId, bytes32 salt)',
  'function sealModel(bytes32 id, bytes32 sealed_)',
  'function showModel(bytes32 id, bytes32 modelId, bytes32 salt)',
  'function evaluate(bytes32 id, address contestant, uint32 most)',
  'function settle(bytes32 id)',
  'function withdraw(address to) returns (uint256 amount)',
  'function owed(address account) view returns (uint256)',
  'function totalOwed() view returns (uint256)',
  'function destroyed() view returns (uint256)',
  'function sealOf(bytes32 topic, address account, bytes32 value, bytes32 salt) view returns (bytes32)',
  'function idOf(address organiser, bytes32 name) view returns (bytes32)',
  'function pick(bytes32 randomness, uint256 groups, uint256 testGroups) view returns (uint8[])',
  'function stateOf(bytes32 id) view returns ((address organiser, uint96 prize, uint8 stage, uint8 outcome, uint32 seedsGiven, uint32 seedsShown, uint16 groups, uint16 trainingShown, uint16 testsShown, uint32 models, uint32 evaluated, bytes32 organiserSeal, bytes32 seeds, address winner, uint32 winnerRight, uint64 winnerOrder))',
  'function timesOf(bytes32 id) view returns ((uint64 giveUntil, uint64 showUntil, uint64 drawUntil, uint64 sealUntil, uint64 revealUntil, uint64 testUntil, uint64 evaluateUntil))',
  'function testGroupsOf(bytes32 id) view returns (uint8[])',
  'function modelOf(bytes32 id, address contestant) view returns ((bytes32 id, uint64 order, uint32 outputs, uint32 done, uint32 right))',
  'event Drawn(bytes32 indexed id, bytes32 randomness, uint8[] testGroups)',
  'event Evaluated(bytes32 indexed id, address indexed contestant, uint32 done, uint32 right)',
  'event Settled(bytes32 indexed id, uint8 outcome, address winner, uint256 right)',
  'error NameTaken(bytes32 id)',
  'error NoPrize()',
  'error TermsWrong()',
  'error GroupsWrong(uint256 groups)',
  'error WrongStage(uint8 expected, uint8 actual)',
  'error TooEarly(uint64 after_)',
  'error TooLate(uint64 until)',
  'error WrongDeposit(uint256 expected, uint256 given)',
  'error SeedGivenAlready(address giver)',
  'error NoSeeds()',
  'error GroupShownAlready(uint256 group)',
  'error GroupUnsound(uint256 group)',
  'error NobodyCompetes()',
  'error WrongInputs(uint256 expected, uint256 actual)',
  'error WrongOutputs(uint256 expected, uint256 actual)',
  'error TooDear(uint256 most, uint256 gas)',
  'error NoModel(address contestant)',
  'error EvaluatedAlready(address contestant)',
  'error NotYetOver()',
  'error NotSealed(bytes32 topic, address account)',
  'error EmptySeal()',
  'error NothingOwed(address account)',
  'error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)',
  'error UnsealedModel(bytes32 modelId)',
  'error UnusableModel(bytes32 modelId, string code)',
  'error InputOutOfRange(uint256 index)',
  // Of the language: an index beyond a list.
  'error Panic(uint256 code)',
]);

/** The folder of the example's Solidity. */
export const contracts = new URL('../contracts/', import.meta.url);

/** How a contest ended, as the contract counts. */
export const OUTCOMES = ['none', 'won', 'returned', 'forfeited'] as const;

/** Seconds of each part, as `Terms` of the contract explains them. */
export interface Seconds {
  readonly giveSeconds: number;
  readonly showSeconds: number;
  readonly drawSeconds: number;
  readonly sealSeconds: number;
  readonly revealSeconds: number;
  readonly testSeconds: number;
  readonly evaluateSeconds: number;
}

/** What a contest is about. */
export interface Task {
  readonly features: number;
  /** Bytes of a number. */
  readonly width: number;
  /** Of a step of a number, in units of 1e-18. */
  readonly unit: bigint;
  readonly classes: number;
  readonly groupRows: number;
  readonly testGroups: number;
  readonly threshold: number;
}

/** A group of rows, with the salt that hides it in its seal. */
export interface Group {
  readonly rows: Uint8Array;
  readonly salt: Hex;
}

/** What an organiser knows. */
export interface Data {
  readonly name: Hex;
  readonly seed: Hex;
  readonly groups: readonly Group[];
}

/** A contest on a chain. */
export interface Contest {
  readonly address: Address;
  readonly id: Hex;
}

export const NO_SALT: Hex = `0x${'0'.repeat(64)}`;

/** The id that the contest of an organiser has. */
export const idOf = (organiser: Address, name: Hex): Hex =>
  keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [organiser, name]));

export const seedTopic = (id: Hex): Hex => topicOf('seed', id);
export const modelTopic = (id: Hex): Hex => topicOf('model', id);
export const groupTopic = (id: Hex, index: number): Hex =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'string' }, { type: 'bytes32' }, { type: 'uint256' }],
      ['group', id, BigInt(index)],
    ),
  );

const topicOf = (what: string, id: Hex): Hex =>
  keccak256(encodeAbiParameters([{ type: 'string' }, { type: 'bytes32' }], [what, id]));

/** What a value is promised by; nobody needs to be asked for it. */
export function sealOf(
  client: Client,
  address: Address,
  topic: Hex,
  { account, value, salt }: { readonly account: Address; readonly value: Hex; readonly salt: Hex },
): Hex {
  const words = ['uint256', 'address', 'bytes32', 'address', 'bytes32', 'bytes32'].map((type) => ({ type }));
  return keccak256(
    encodeAbiParameters(words, [BigInt(client.public.chain.id), address, topic, account, value, salt]),
  );
}

/** Where bytes lie in the model store, once they do: a hash of them. */
export const contentIdOf = (bytes: Uint8Array): Hex => layoutOf({ model: bytes }).modelId;

/** A contract for contests whose parts last so many seconds each at the least. */
export async function deployContest(client: Client, leastSeconds: number): Promise<Address> {
  return deployContract(client, compileContracts(contracts, ['Contest'])['Contest']!, [leastSeconds]);
}

/** The organiser commits to the data and locks the prize. */
export async function openContest(
  organiser: Client,
  address: Address,
  data: Data,
  terms: { readonly task: Task; readonly seconds: Seconds; readonly prize: bigint },
): Promise<{ readonly contest: Contest; readonly gasUsed: bigint }> {
  const contest = { address, id: idOf(organiser.account.address, data.name) };
  const { gasUsed } = await send(organiser, address, {
    functionName: 'open',
    args: openingOf(organiser, contest, data, terms),
    value: terms.prize,
  });
  return { contest, gasUsed };
}

/** The arguments of `open`. */
export function openingOf(
  organiser: Client,
  { address, id }: Contest,
  { name, seed, groups }: Data,
  { task, seconds }: { readonly task: Task; readonly seconds: Seconds },
): readonly unknown[] {
  const account = organiser.account.address;
  const seals = groups.map(({ rows, salt }, index) =>
    sealOf(organiser, address, groupTopic(id, index), { account, value: contentIdOf(rows), salt }),
  );
  const own = sealOf(organiser, address, seedTopic(id), { account, value: seed, salt: NO_SALT });
  return [name, { ...task, ...seconds }, own, seals];
}

/** Somebody seals a seed for the draw, and locks as much as the prize. */
export function giveSeed(giver: Client, { address, id }: Contest, seed: Hex, prize: bigint) {
  const account = giver.account.address;
  const sealed = sealOf(giver, address, seedTopic(id), { account, value: seed, salt: NO_SALT });
  return send(giver, address, { functionName: 'giveSeed', args: [id, sealed], value: prize });
}

export function showSeed(giver: Client, { address, id }: Contest, seed: Hex) {
  return send(giver, address, { functionName: 'showSeed', args: [id, seed] });
}

/** The organiser's seed draws the test groups. */
export async function draw(client: Client, { address, id }: Contest, seed: Hex): Promise<readonly number[]> {
  const { logs } = await send(client, address, { functionName: 'draw', args: [id, seed] });
  return parseEventLogs({ abi, logs, eventName: 'Drawn' })[0]!.args.testGroups;
}

/** Puts a group's rows into the model store and shows that they are what was promised. Gives the gas of both. */
export async function showGroup(
  client: Client,
  { address, id }: Contest,
  index: number,
  { rows, salt }: Group,
): Promise<bigint> {
  const uploaded = await uploadRows(client, rows);
  const { gasUsed } = await send(client, address, {
    functionName: 'showGroup',
    args: [id, BigInt(index), contentIdOf(rows), salt],
  });
  return uploaded + gasUsed;
}

/** Puts rows into the model store; of no effect where they lie there. Gives the gas. */
export async function uploadRows(client: Client, rows: Uint8Array): Promise<bigint> {
  return (await client.wallet.extend(mlWalletActions()).uploadModel({ artefact: rows })).gasUsed;
}

/** A contestant promises a network that nobody has seen. */
export function sealModel(contestant: Client, { address, id }: Contest, modelId: Hex, salt: Hex) {
  const account = contestant.account.address;
  const sealed = sealOf(contestant, address, modelTopic(id), { account, value: modelId, salt });
  return send(contestant, address, { functionName: 'sealModel', args: [id, sealed] });
}

/** The id of a network in the store; follows from its bytes. */
export const modelIdOf = ({ artefact, origin }: { artefact: Uint8Array; origin?: Uint8Array }): Hex =>
  layoutOf({ model: artefact, ...(origin && { origin }) }).modelId;

/** The contestant publishes the network and shows that it is the one that was sealed. Gives the gas of both. */
export async function showModel(
  contestant: Client,
  { address, id }: Contest,
  model: { readonly artefact: Uint8Array; readonly origin?: Uint8Array; readonly name: string },
  salt: Hex,
): Promise<bigint> {
  const deployed = await contestant.wallet.extend(mlWalletActions()).deployModel(model);
  const { gasUsed } = await send(contestant, address, {
    functionName: 'showModel',
    args: [id, deployed.modelId, salt],
  });
  return deployed.gasUsed + gasUsed;
}

/** What became of one network. */
export interface Evaluation {
  readonly right: number;
  readonly gasUsed: bigint;
  readonly transactions: number;
  /** Of the transaction that took most. */
  readonly mostGas: bigint;
}

/** Anybody has a network asked all test rows, so many a transaction. */
export async function evaluate(
  client: Client,
  { address, id }: Contest,
  contestant: Address,
  { rows, most }: { readonly rows: number; readonly most: number },
): Promise<Evaluation> {
  let [done, right, gasUsed, transactions, mostGas] = [0, 0, 0n, 0, 0n];
  while (done < rows) {
    const receipt = await send(client, address, { functionName: 'evaluate', args: [id, contestant, most] });
    ({ done, right } = parseEventLogs({ abi, logs: receipt.logs, eventName: 'Evaluated' })[0]!.args);
    gasUsed += receipt.gasUsed;
    if (receipt.gasUsed > mostGas) mostGas = receipt.gasUsed;
    transactions++;
  }
  return { right, gasUsed, transactions, mostGas };
}

/** Ends the contest. */
export async function settle(client: Client, { address, id }: Contest) {
  const { logs } = await send(client, address, { functionName: 'settle', args: [id] });
  const { outcome, winner, right } = parseEventLogs({ abi, logs, eventName: 'Settled' })[0]!.args;
  return { outcome: OUTCOMES[outcome]!, winner, right };
}

/** Fetches what the contract owes an account. */
export async function withdraw(client: Client, address: Address): Promise<bigint> {
  const { account } = client;
  const owed = await client.public.readContract({
    address,
    abi,
    functionName: 'owed',
    args: [account.address],
  });
  await send(client, address, { functionName: 'withdraw', args: [account.address] });
  return owed;
}

/** A call of the contract. */
export interface Call {
  readonly functionName:
    | 'open'
    | 'giveSeed'
    | 'showSeed'
    | 'draw'
    | 'showGroup'
    | 'sealModel'
    | 'showModel'
    | 'evaluate'
    | 'settle'
    | 'withdraw';
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

/** Sends a call that must succeed. */
export const send = (client: Client, address: Address, call: Call): Promise<TransactionReceipt> =>
  sendCall(client, { address, abi, ...call });
