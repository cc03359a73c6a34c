import { predictErrorsAbi } from '@evm-ml/evm';
import { BaseError, decodeErrorResult, type Hex, isHex } from 'viem';

/** A sentence for each custom error of the system contracts; arguments as the ABI has them. */
const sentences: Readonly<Record<string, (...args: readonly unknown[]) => string>> = {
  UnknownModel: (ref) => `no model is registered as "${ref}"; check the name, or deploy it first.`,
  InvalidReference: (ref) =>
    `"${ref}" is no reference: give org.domain.model, org.domain.model@version or a model id.`,
  UnsealedModel: (id) => `model ${id} is not sealed; finish its deployment first.`,
  UnusableModel: (id, code) => `model ${id} can never run (${code}); convert it again and deploy the result.`,
  WrongInputLength: (expected, given) =>
    `the model takes ${expected} numbers an example and the input has ${given}; give a whole number of examples.`,
  InputOutOfRange: (index) => `number ${index} of the input (from 0) is no index that the model knows.`,
  PredictUnavailable: () => 'this chain has no PREDICT (yet); its genesis must activate it.',
  InvalidName: (name) =>
    `"${name}" is no name: give two or more labels of a-z, 0-9 and dashes, joined by dots.`,
  NameTaken: (name, owner) => `"${name}" belongs to ${owner}; choose another name or use its owner's key.`,
  NotOwner: (name, owner) => `"${name}" belongs to ${owner}; sign with its owner's key.`,
  NotMember: (account) => `${account} is no member: sign with the key of one ("evm-ml members list").`,
  NotOpen: (id) =>
    `proposal ${id} is not open: it is done, withdrawn or expired, or its proposer is no member any more.`,
  NotProposer: (id) => `proposal ${id} is somebody else's: whoever proposed it may withdraw it.`,
  VotedAlready: (id) => `proposal ${id} has your vote already.`,
  NotVoted: (id) => `proposal ${id} does not have your vote.`,
  NotEnoughVotes: (id, votes, threshold) =>
    `proposal ${id} has ${votes} of the ${threshold} votes that it needs.`,
  TooManyProposals: (most) => `you have ${most} open proposals, and may have no more: withdraw one first.`,
  InvalidProposal: (most) => `a proposal makes one change at least and has ${most} bytes at most: split it.`,
  ListedAlready: (what) => `${what} is on the list already.`,
  NotListed: (what) => `${what} is not on the list.`,
  InvalidEntry: () => 'nobody has the zero account, key or node, and the contract itself can be no member.',
  ListFull: (most) => `the list has ${most} entries, and may have no more.`,
  MemberRunsValidator: (key) =>
    `the member runs the validator ${key}: remove that first, or in the same proposal.`,
  InvalidThreshold: (threshold, members) =>
    `${threshold} votes cannot be needed of ${members} members: it takes 1 at least, and as many members as votes.`,
  InvalidProposalBlocks: (least, most) => `proposals are open for ${least} to ${most} blocks.`,
  InvalidBits: (given) => `${given} names no rules or rights: to connect is a right of nodes alone.`,
  NoValidatorLeft: () => 'the last validator would go: nobody would decide any more.',
  ValidatorWithoutNode: (key) =>
    `the validator ${key} names no node, and only nodes that are listed may connect.`,
  MembersNotHeard: () =>
    'the members could not vote any more: as many of them as votes are needed have to be no contracts, or one of the first 64 accounts with the right to send.',
  MayNotDeploy: (account) => `${account} may not deploy contracts on this chain: the members decide who may.`,
  MayNotPublish: (account) => `${account} may not publish models on this chain: the members decide who may.`,
  Frozen: (name) => `"${name}" is frozen for ever; choose another name.`,
};

/** One sentence for a failed call or transaction; undefined for what is not an answer of a node. */
export function explainRpcError(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const data = revertData(error);
  if (data !== undefined) {
    const custom = decode(data);
    if (custom)
      return sentences[custom.name]?.(...custom.args) ?? `the call failed: ${custom.name}(${custom.args}).`;
  }
  return `the node refused: ${error.shortMessage.replaceAll(/\s+/g, ' ')}${error.details ? ` (${error.details})` : ''}`;
}

/** The revert data that a node sent along, wherever in the chain of causes it is. */
function revertData(error: BaseError): Hex | undefined {
  const cause = error.walk(
    (inner) => inner !== null && typeof inner === 'object' && 'data' in inner && found(inner.data),
  );
  return cause !== null && typeof cause === 'object' && 'data' in cause && found(cause.data)
    ? cause.data
    : undefined;
}

const found = (data: unknown): data is Hex => isHex(data) && data.length >= 10;

function decode(data: Hex): { name: string; args: readonly unknown[] } | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: predictErrorsAbi, data });
    return { name: errorName, args: args ?? [] };
  } catch {
    return undefined; // Another contract's error.
  }
}
