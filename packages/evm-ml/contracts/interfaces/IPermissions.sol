// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Who may do what on a permissioned chain
/// @notice Members propose changes and vote for them; what enough of them want is done at once. Nodes read the lists
/// and rules from storage in the state before each block and hold the block to them (rules D30 to D34).
interface IPermissions {
    /// @notice A validator of the consensus engine, with one vote.
    /// @param key Its public key, ed25519.
    /// @param payee Who gets the fees of the blocks that it proposes.
    /// @param member The member who runs it.
    /// @param node The id of its engine's node, which may always connect; zero if none is named.
    struct Validator {
        bytes32 key;
        address payee;
        address member;
        bytes20 node;
    }

    /// @notice Changes were proposed; the proposer's vote follows.
    /// @param id Number of the proposal, from 1.
    /// @param proposer The member who proposes.
    /// @param expires The last block in which it can be done.
    /// @param calls Calls of this contract, in order.
    event Proposed(uint256 indexed id, address indexed proposer, uint256 expires, bytes[] calls);
    /// @notice A member voted for a proposal.
    /// @param id Number of the proposal.
    /// @param member Who voted.
    event Voted(uint256 indexed id, address indexed member);
    /// @notice A member took its vote back.
    /// @param id Number of the proposal.
    /// @param member Whose vote it was.
    event VoteRevoked(uint256 indexed id, address indexed member);
    /// @notice The proposer took a proposal back.
    /// @param id Number of the proposal.
    event Withdrawn(uint256 indexed id);
    /// @notice A proposal was done. What it changed was told before.
    /// @param id Number of the proposal.
    event Executed(uint256 indexed id);
    /// @notice There is a new member.
    /// @param member Its account.
    event MemberAdded(address indexed member);
    /// @notice A member is none any more: its votes do not count, its proposals are closed.
    /// @param member Its account.
    event MemberRemoved(address indexed member);
    /// @notice So many votes do a proposal.
    /// @param threshold How many.
    event ThresholdChanged(uint256 threshold);
    /// @notice Proposals are open for so many blocks.
    /// @param proposalBlocks How many.
    event ProposalBlocksChanged(uint256 proposalBlocks);
    /// @notice There is a new validator. It votes from two of the engine's blocks later on.
    /// @param key Its public key.
    /// @param payee Who gets its fees.
    /// @param member Who runs it.
    /// @param node Its node.
    event ValidatorAdded(bytes32 indexed key, address indexed payee, address indexed member, bytes20 node);
    /// @notice A validator is none any more, from two of the engine's blocks later on.
    /// @param key Its public key.
    event ValidatorRemoved(bytes32 indexed key);
    /// @notice A node may connect.
    /// @param node Its id.
    event NodeAdded(bytes20 indexed node);
    /// @notice A node may not connect any more, unless it is that of a validator.
    /// @param node Its id.
    event NodeRemoved(bytes20 indexed node);
    /// @notice An account has other rights.
    /// @param account The account.
    /// @param rights Its rights: 2 to send, 4 to deploy, 8 to publish models, or sums of them.
    event RightsChanged(address indexed account, uint256 rights);
    /// @notice Other rules hold from the next block on.
    /// @param rules The rules that are on: 1 for nodes, 2 for senders, 4 for deploying, 8 for publishing, or sums of them.
    event RulesChanged(uint256 rules);

    /// @notice Only members may call this.
    /// @param account Who called.
    error NotMember(address account);
    /// @notice Changes are made by proposals alone.
    error OnlyByVote();
    /// @notice There is no open proposal of this number.
    /// @param id The number.
    error NotOpen(uint256 id);
    /// @notice The member has voted for it.
    /// @param id Number of the proposal.
    /// @param member Who votes again.
    error VotedAlready(uint256 id, address member);
    /// @notice The member has not voted for it.
    /// @param id Number of the proposal.
    /// @param member Whose vote it would be.
    error NotVoted(uint256 id, address member);
    /// @notice Only the proposer may take it back.
    /// @param id Number of the proposal.
    /// @param proposer Who that is.
    error NotProposer(uint256 id, address proposer);
    /// @notice More votes are needed.
    /// @param id Number of the proposal.
    /// @param votes Votes of members so far.
    /// @param threshold How many are needed.
    error NotEnoughVotes(uint256 id, uint256 votes, uint256 threshold);
    /// @notice The member has as many open proposals as it may have.
    /// @param most How many.
    error TooManyProposals(uint256 most);
    /// @notice A proposal makes at least one call, and is at most so long.
    /// @param most Bytes, ABI-encoded as `bytes[]`.
    error InvalidProposal(uint256 most);
    /// @notice It is on the list already.
    /// @param what The account, key or node.
    error ListedAlready(bytes32 what);
    /// @notice It is not on the list.
    /// @param what The account, key or node.
    error NotListed(bytes32 what);
    /// @notice Nobody has the zero address, key or node; the contract itself is no member.
    error InvalidEntry();
    /// @notice The list has as many entries as it may have.
    /// @param most How many.
    error ListFull(uint256 most);
    /// @notice The member runs a validator: remove that first, or in the same proposal.
    /// @param key The validator's key.
    error MemberRunsValidator(bytes32 key);
    /// @notice There must be as many members as votes are needed, and one vote at least.
    /// @param threshold Votes.
    /// @param members Members.
    error InvalidThreshold(uint256 threshold, uint256 members);
    /// @notice Proposals must be open for so many blocks at least and at most.
    /// @param least Fewest.
    /// @param most Most.
    error InvalidProposalBlocks(uint256 least, uint256 most);
    /// @notice There are only rules and rights 1, 2, 4 and 8; to connect is a right of nodes alone.
    /// @param bits What was given.
    error InvalidBits(uint256 bits);
    /// @notice The last validator would go.
    error NoValidatorLeft();
    /// @notice While nodes must be listed, each validator names its node.
    /// @param key The validator's key.
    error ValidatorWithoutNode(bytes32 key);
    /// @notice While accounts must be listed to send, as many members as votes are needed send transactions themselves, or
    /// one of the first 64 listed accounts may send and is no contract.
    error MembersNotHeard();
    /// @notice The account that sent the transaction may not deploy: no contract may create another for it. A node
    /// makes a creation end like this.
    /// @param origin The account.
    error MayNotDeploy(address origin);
    /// @notice The account that sent the transaction may not publish models. A node makes calls that write to the
    /// store or the registry end like this.
    /// @param origin The account.
    error MayNotPublish(address origin);

    /// @notice Proposes changes and votes for them. If one vote is enough, they are made.
    /// @param calls Calls of this contract, in order: of `addMember` and what follows it below.
    /// @return id Number of the proposal.
    function propose(bytes[] calldata calls) external returns (uint256 id);
    /// @notice Votes for a proposal. With the last vote that it needs, its calls are made; if one of them fails, so
    /// does the vote.
    /// @param id Number of the proposal.
    function vote(uint256 id) external;
    /// @notice Takes one's vote back.
    /// @param id Number of the proposal.
    function revokeVote(uint256 id) external;
    /// @notice Takes one's proposal back.
    /// @param id Number of the proposal.
    function withdraw(uint256 id) external;
    /// @notice Does a proposal that has the votes it needs, as it may have after the threshold was lowered.
    /// @param id Number of the proposal.
    function execute(uint256 id) external;

    /// @notice By vote: adds a member.
    /// @param member Its account.
    function addMember(address member) external;
    /// @notice By vote: removes a member that runs no validator.
    /// @param member Its account.
    function removeMember(address member) external;
    /// @notice By vote: gives a member another account; its validators are those of the new one.
    /// @param member Its account.
    /// @param replacement The new one.
    function replaceMember(address member, address replacement) external;
    /// @notice By vote: sets how many votes do a proposal.
    /// @param threshold At least 1, at most as many as there are members.
    function setThreshold(uint256 threshold) external;
    /// @notice By vote: sets for how many blocks proposals are open, from the next one on.
    /// @param proposalBlocks 1,000 to 1,000,000,000.
    function setProposalBlocks(uint256 proposalBlocks) external;
    /// @notice By vote: adds a validator.
    /// @param validator The validator.
    function addValidator(Validator calldata validator) external;
    /// @notice By vote: removes a validator, but not the last one.
    /// @param key Its public key.
    function removeValidator(bytes32 key) external;
    /// @notice By vote: changes a validator's key, payee, member or node.
    /// @param key Its public key so far.
    /// @param validator What it is from now on.
    function replaceValidator(bytes32 key, Validator calldata validator) external;
    /// @notice By vote: lets a node connect.
    /// @param node Its id.
    function addNode(bytes20 node) external;
    /// @notice By vote: lets a node connect no more.
    /// @param node Its id.
    function removeNode(bytes20 node) external;
    /// @notice By vote: gives accounts their rights; 0 takes all away.
    /// @param accounts The accounts.
    /// @param rights 2 to send, 4 to deploy, 8 to publish models, or sums of them.
    function setRights(address[] calldata accounts, uint256 rights) external;
    /// @notice By vote: sets which rules hold.
    /// @param rules 1 for nodes, 2 for senders, 4 for deploying, 8 for publishing, or sums of them.
    function setRules(uint256 rules) external;

    /// @notice What holds.
    /// @return rules The rules that are on.
    /// @return threshold How many votes do a proposal.
    /// @return proposalBlocks For how many blocks proposals are open.
    function settings() external view returns (uint256 rules, uint256 threshold, uint256 proposalBlocks);
    /// @notice The members, 64 at most.
    /// @return list Their accounts.
    function members() external view returns (address[] memory list);
    /// @notice The validators, 64 at most.
    /// @return list What each is.
    function validators() external view returns (Validator[] memory list);
    /// @notice Nodes that may connect besides those of validators.
    /// @param from Place of the first, from 0.
    /// @param most How many at most.
    /// @return list Their ids.
    function nodes(uint256 from, uint256 most) external view returns (bytes20[] memory list);
    /// @notice Accounts that have rights, and which.
    /// @param from Place of the first, from 0.
    /// @param most How many at most.
    /// @return list The accounts.
    /// @return rights What each may do.
    function accounts(uint256 from, uint256 most)
        external
        view
        returns (address[] memory list, uint256[] memory rights);
    /// @notice The rights of an account.
    /// @param account The account.
    /// @return rights 2 to send, 4 to deploy, 8 to publish models, or sums of them.
    function rightsOf(address account) external view returns (uint256 rights);
    /// @notice Numbers of the open proposals.
    /// @return ids The numbers, by member.
    function openProposals() external view returns (uint256[] memory ids);
    /// @notice An open proposal.
    /// @param id Its number.
    /// @return proposer Who proposes.
    /// @return expires The last block in which it can be done.
    /// @return calls Its calls.
    /// @return voters The members that voted for it.
    function proposal(uint256 id)
        external
        view
        returns (address proposer, uint256 expires, bytes[] memory calls, address[] memory voters);
}
