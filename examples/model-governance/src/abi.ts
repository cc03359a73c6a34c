import { parseAbi } from 'viem';

const structs = [
  'struct Sheet { bytes32 root; uint32 rows; uint32 rowsPerBatch; uint32 columns; }',
  'struct Batch { uint256 index; bytes32 salt; bytes rows; bytes32[] proof; }',
  'struct Keeping { address keeper; uint96 bond; uint32 term; uint32 next; uint32 open; }',
  'struct Trial { bytes32 modelId; address proposer; uint32 current; uint48 showUntil; uint48 until; uint256[3] candidateLoss; uint256[3] currentLoss; address[2] keepers; uint32[2] terms; uint32[2] sheets; bool[2] settled; }',
  'struct Tally { uint256 against; uint256 inFavour; uint256 abstained; }',
] as const;

/** Of contracts/Benchmark.sol and what it is made of. */
export const benchmarkAbi = parseAbi([
  ...structs,
  'function bind(address governor)',
  'function appointKeeper(uint256 chamber, address keeper)',
  'function resign(uint256 chamber)',
  'function commitSheet(uint256 chamber, Sheet sheet) payable returns (uint256 index)',
  'function openTrial(uint256 proposal, bytes32 modelId, address proposer, uint48 showUntil, uint48 until) payable returns (uint32)',
  'function show(uint256 proposal, uint256 sheet, Batch batch)',
  'function settle(uint256 proposal, uint256 sheet)',
  'function evaluate(uint256 proposal, uint256 sheet, Batch batch)',
  'function withdraw(address to) returns (uint256 amount)',
  'function owed(address account) view returns (uint256)',
  'function totalOwed() view returns (uint256)',
  'function forfeited() view returns (uint256)',
  'function hasPassed(uint256 proposal) view returns (bool)',
  'function trialOf(uint256 proposal) view returns (Trial)',
  'function keepingOf(uint256 chamber) view returns (Keeping)',
  'function isShown(uint256 proposal, uint256 sheet) view returns (bool)',
  'function evaluatedOf(uint256 proposal, uint256 sheet) view returns (uint256)',
]);

/** Of contracts/Office.sol. */
export const officeAbi = parseAbi([
  'function takeOffice()',
  'function install(bytes32 modelId, uint32 change) returns (uint256 version)',
  'function appointGuardian(address guardian)',
  'function rollBack(string reason)',
  'function guardian() view returns (address)',
  'function previous() view returns (uint32)',
  'function changes() view returns (uint32)',
  'function latest() view returns (uint32)',
]);

/** Of contracts/ModelGovernor.sol, as far as the example needs it. */
export const governorAbi = parseAbi([
  ...structs,
  'function proposeVersion(bytes32 modelId, string description) payable returns (uint256 id)',
  'function proposeKeeper(uint256 chamber, address keeper, string description) returns (uint256)',
  'function proposeGuardian(address guardian, string description) returns (uint256)',
  'function propose(address[] targets, uint256[] values, bytes[] calldatas, string description) returns (uint256)',
  'function castVote(uint256 proposal, uint8 support) returns (uint256)',
  'function queue(address[] targets, uint256[] values, bytes[] calldatas, bytes32 descriptionHash) returns (uint256)',
  'function execute(address[] targets, uint256[] values, bytes[] calldatas, bytes32 descriptionHash) payable returns (uint256)',
  'function cancel(address[] targets, uint256[] values, bytes[] calldatas, bytes32 descriptionHash) returns (uint256)',
  'function relay(address target, uint256 value, bytes data) payable',
  'function state(uint256 proposal) view returns (uint8)',
  'function proposalSnapshot(uint256 proposal) view returns (uint256)',
  'function proposalDeadline(uint256 proposal) view returns (uint256)',
  'function proposalEta(uint256 proposal) view returns (uint256)',
  'function tallyOf(uint256 proposal, uint256 chamber) view returns (Tally)',
  'event ProposalCreated(uint256 proposalId, address proposer, address[] targets, uint256[] values, string[] signatures, bytes[] calldatas, uint256 voteStart, uint256 voteEnd, string description)',
]);

/** Of contracts/Chamber.sol, as far as the example needs it. */
export const chamberAbi = parseAbi([
  'function delegate(address delegatee)',
  'function transfer(address to, uint256 votes) returns (bool)',
]);

/** Of OpenZeppelin's TimelockController, as far as the example needs it. */
export const timelockAbi = parseAbi([
  'function PROPOSER_ROLE() view returns (bytes32)',
  'function DEFAULT_ADMIN_ROLE() view returns (bytes32)',
  'function grantRole(bytes32 role, address account)',
  'function renounceRole(bytes32 role, address account)',
  'function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)',
  'function execute(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt) payable',
]);
