// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorTimelockControl} from
    "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {Benchmark} from "./Benchmark.sol";
import {Office} from "./Office.sol";

/// @title Two chambers decide about a network: those it pays and those who pay
/// @notice A proposal succeeds if in each chamber by itself the votes for it outnumber those against, and those for it and
/// abstentions reach the quorum. A candidate must have passed its trial, too (see Benchmark), before voting ends. Only
/// three things can be proposed: a version, a keeper of rows, a guardian.
/// @dev OpenZeppelin's Governor with a counting module of its own. An account with votes in both chambers votes in both at once.
contract ModelGovernor is Governor, GovernorTimelockControl {
    enum Support {
        Against,
        For,
        Abstain
    }

    /// @notice The votes of one chamber on a proposal.
    struct Tally {
        uint256 against;
        uint256 inFavour;
        uint256 abstained;
    }

    uint256 public constant CHAMBERS = 2;
    /// @notice Hundredths of a chamber's votes that must take part.
    uint256 public constant QUORUM_PERCENT = 40;

    IVotes public immutable drivers;
    IVotes public immutable riders;
    Benchmark public immutable benchmark;
    Office public immutable office;
    uint256 private immutable _votingDelay;
    uint256 private immutable _votingPeriod;

    mapping(uint256 proposal => Tally[CHAMBERS]) private _tallies;
    mapping(uint256 proposal => mapping(address account => bool)) private _hasVoted;
    mapping(uint256 proposal => bool) private _isCandidate;

    event VoteCounted(uint256 indexed proposal, address indexed voter, uint8 support, uint256 drivers, uint256 riders);

    error OnlyTypedProposals();
    error NoVotes(address account);
    error NoTime();
    error TimelockTooShort(uint256 least, uint256 given);

    /// @param delay Seconds between a proposal and the beginning of voting: the time in which hidden rows are shown.
    /// @param period Seconds that voting lasts: the time in which the candidate is tried.
    constructor(
        IVotes drivers_,
        IVotes riders_,
        Benchmark benchmark_,
        Office office_,
        TimelockController timelock_,
        uint256 delay,
        uint256 period
    ) Governor("ModelGovernor") GovernorTimelockControl(timelock_) {
        drivers = drivers_;
        riders = riders_;
        benchmark = benchmark_;
        office = office_;
        if (delay == 0 || period == 0) revert NoTime();
        _votingDelay = delay;
        _votingPeriod = period;
        if (timelock_.getMinDelay() < delay) revert TimelockTooShort(delay, timelock_.getMinDelay());
    }

    /// @notice Proposes a sealed model as the next version, and pays for its trial. From here on its bytes are fixed.
    /// @param description For people to read. `#proposer=0x...` at its end keeps others from proposing the same first.
    function proposeVersion(bytes32 modelId, string calldata description) external payable returns (uint256 id) {
        bytes memory data = abi.encodeCall(Office.install, (modelId, office.changes()));
        id = proposeTyped(address(office), data, description);
        _isCandidate[id] = true;
        benchmark.openTrial{value: msg.value}(
            id, modelId, _msgSender(), uint48(proposalSnapshot(id)), uint48(proposalDeadline(id))
        );
    }

    /// @notice Proposes a keeper of hidden rows for a chamber, 0 for the drivers, 1 for the riders.
    function proposeKeeper(uint256 chamber, address keeper, string calldata description) external returns (uint256) {
        return proposeTyped(address(benchmark), abi.encodeCall(Benchmark.appointKeeper, (chamber, keeper)), description);
    }

    /// @notice Proposes a guardian in place of the one that there is or was.
    function proposeGuardian(address guardian, string calldata description) external returns (uint256) {
        return proposeTyped(address(office), abi.encodeCall(Office.appointGuardian, (guardian)), description);
    }

    /// @notice Refused: what may be proposed has a function of its own.
    function propose(address[] memory, uint256[] memory, bytes[] memory, string memory)
        public
        pure
        override
        returns (uint256)
    {
        revert OnlyTypedProposals();
    }

    /// @notice The votes of a chamber on a proposal.
    function tallyOf(uint256 proposal, uint256 chamber) external view returns (Tally memory) {
        return _tallies[proposal][chamber];
    }

    function hasVoted(uint256 proposal, address account) external view override returns (bool) {
        return _hasVoted[proposal][account];
    }

    /// @notice Votes that a chamber's quorum takes.
    function quorumOf(uint256 chamber, uint256 timepoint) public view returns (uint256) {
        return (chamberOf(chamber).getPastTotalSupply(timepoint) * QUORUM_PERCENT + 99) / 100;
    }

    /// @notice The sum of both quorums; each must be reached by itself.
    function quorum(uint256 timepoint) public view override returns (uint256) {
        return quorumOf(0, timepoint) + quorumOf(1, timepoint);
    }

    function votingDelay() public view override returns (uint256) {
        return _votingDelay;
    }

    function votingPeriod() public view override returns (uint256) {
        return _votingPeriod;
    }

    /// @notice Whoever has a vote may propose.
    function proposalThreshold() public pure override returns (uint256) {
        return 1;
    }

    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() external pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain&chambers=2";
    }

    function state(uint256 id) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(id);
    }

    function proposalNeedsQueuing(uint256 id)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(id);
    }

    /// @dev Proposals run to their end: who takes one back could have hidden rows shown for nothing.
    function _validateCancel(uint256, address) internal pure override returns (bool) {
        return false;
    }

    function _quorumReached(uint256 id) internal view override returns (bool) {
        uint256 snapshot = proposalSnapshot(id);
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            Tally storage tally = _tallies[id][chamber];
            if (tally.inFavour + tally.abstained < quorumOf(chamber, snapshot)) return false;
        }
        return true;
    }

    function _voteSucceeded(uint256 id) internal view override returns (bool) {
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            Tally storage tally = _tallies[id][chamber];
            if (tally.inFavour <= tally.against) return false;
        }
        return !_isCandidate[id] || benchmark.hasPassed(id);
    }

    /// @dev Votes in both chambers together: only for the threshold, and for what the event of a vote tells.
    function _getVotes(address account, uint256 timepoint, bytes memory) internal view override returns (uint256) {
        return drivers.getPastVotes(account, timepoint) + riders.getPastVotes(account, timepoint);
    }

    function _countVote(uint256 id, address account, uint8 support, uint256 totalWeight, bytes memory)
        internal
        override
        returns (uint256)
    {
        if (_hasVoted[id][account]) revert GovernorAlreadyCastVote(account);
        if (totalWeight == 0) revert NoVotes(account);
        _hasVoted[id][account] = true;
        uint256 snapshot = proposalSnapshot(id);
        uint256[CHAMBERS] memory votes;
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            votes[chamber] = chamberOf(chamber).getPastVotes(account, snapshot);
            Tally storage tally = _tallies[id][chamber];
            if (support == uint8(Support.Against)) tally.against += votes[chamber];
            else if (support == uint8(Support.For)) tally.inFavour += votes[chamber];
            else if (support == uint8(Support.Abstain)) tally.abstained += votes[chamber];
            else revert GovernorInvalidVoteType();
        }
        emit VoteCounted(id, account, support, votes[0], votes[1]);
        return totalWeight;
    }

    function _queueOperations(
        uint256 id,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(id, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 id,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(id, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function chamberOf(uint256 chamber) private view returns (IVotes) {
        return chamber == 0 ? drivers : riders;
    }

    /// @dev Proposes a single call, without value.
    function proposeTyped(address target, bytes memory data, string calldata description) private returns (uint256) {
        address[] memory targets = new address[](1);
        uint256[] memory values = new uint256[](1);
        bytes[] memory calldatas = new bytes[](1);
        targets[0] = target;
        calldatas[0] = data;
        return super.propose(targets, values, calldatas, description);
    }
}
