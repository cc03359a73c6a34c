// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Networks} from "@evm-ml/example-story/contracts/Networks.sol";
import {Payouts} from "@evm-ml/example-story/contracts/Payouts.sol";
import {RowBatches} from "@evm-ml/example-story/contracts/RowBatches.sol";
import {TransactionGas} from "@evm-ml/example-story/contracts/TransactionGas.sol";
import {IModelRegistry} from "@evm-ml/evm/contracts/interfaces/IModelRegistry.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Tries candidates against the current version, on rows that nobody can choose after the fact
/// @notice Three sheets of rows decide: a public one, and a hidden one of each chamber's keeper. Keepers commit to hidden
/// sheets beforehand; each serves one candidate, in the order of commitment, and its rows are shown only after that
/// candidate's bytes are fixed. On each sheet by itself the candidate must have the smaller loss: the squared
/// difference between answer and target, summed. Anyone may show rows, and anyone may evaluate batches.
/// @dev A keeper who does not show in time forfeits the bond and keeps no more: a trial cannot be passed by hiding rows, and
/// it cannot be held up for nothing. The bond is nobody's then: whoever had it could be the keeper's other account.
contract Benchmark is Payouts, Networks, RowBatches {
    uint256 public constant CHAMBERS = 2;
    /// @notice Sheets of a trial: 0 is public, 1 and 2 are hidden ones of the keepers of chambers 0 and 1.
    uint256 public constant SHEETS = 3;

    /// @param keeper Zero where the chamber has none.
    /// @param bond Wei that are forfeited with the rows.
    /// @param next The first sheet of this keeper that no candidate has had.
    /// @param open Trials that had a sheet of this keeper and are not settled.
    struct Keeping {
        address keeper;
        uint96 bond;
        uint32 term;
        uint32 next;
        uint32 open;
    }

    /// @param current Number of the version to beat.
    /// @param showUntil The last second in which hidden rows may be shown.
    /// @param until The last second in which batches may be evaluated.
    struct Trial {
        bytes32 modelId;
        address proposer;
        uint32 current;
        uint48 showUntil;
        uint48 until;
        uint256[SHEETS] candidateLoss;
        uint256[SHEETS] currentLoss;
        address[CHAMBERS] keepers;
        uint32[CHAMBERS] terms;
        uint32[CHAMBERS] sheets;
        bool[CHAMBERS] settled;
    }

    IModelRegistry private constant REGISTRY = IModelRegistry(0x4d4c000000000000000000000000000000000002);
    /// @notice What one of the rows' integers is, in units of 1e-18: a thousandth. The last column is the target.
    int256 public constant UNIT = 1e15;
    /// @notice A candidate's loss must be so many hundredths of the current version's at the most.
    uint256 public constant MOST_LOSS_PERCENT = 75;
    /// @notice Rows of a hidden sheet, at the least.
    uint32 public constant LEAST_ROWS = 8;
    /// @notice Numbers of a batch, at the most: what a transaction holds beside the networks. Twice as many take 4.8 million gas
    /// of their own, more than a quarter of it.
    uint256 public constant MOST_NUMBERS_PER_BATCH = 8_192;

    string public judge;
    /// @notice Wei that a keeper locks, and wei that a proposer pays for a trial: half of it to each keeper.
    uint96 public immutable bond;
    uint96 public immutable fee;
    uint32 public immutable columns;
    /// @notice Rows of a batch, at the most, of the public sheet and of every hidden one.
    uint32 public immutable mostRowsPerBatch;
    address public immutable timelock;
    address private immutable _deployer;
    /// @notice The Governor whose proposals are tried.
    address public governor;

    Sheet private _publicSheet;
    mapping(uint256 chamber => Keeping) private _keepings;
    mapping(uint256 chamber => mapping(uint32 term => Sheet[])) private _hidden;
    mapping(uint256 proposal => Trial) private _trials;
    /// @dev Rows that were committed to before may have been seen, and are no second opinion.
    mapping(bytes32 root => bool) private _isCommitted;
    /// @notice Wei of keepers who withheld rows; they stay here for ever.
    uint256 public forfeited;

    event GovernorBound(address governor);
    event KeeperAppointed(uint256 indexed chamber, address indexed keeper);
    event SheetCommitted(uint256 indexed chamber, address indexed keeper, uint256 sheet, bytes32 root);
    event TrialOpened(uint256 indexed proposal, bytes32 indexed modelId, uint256 current, uint32[2] sheets);
    /// @notice The rows of a batch are in the calldata of this call: the transaction's, or, where a contract handed them on,
    /// in its trace.
    event Shown(uint256 indexed proposal, uint256 indexed sheet, uint256 batch);
    event Evaluated(uint256 indexed proposal, uint256 indexed sheet, uint256 batch, uint256 candidate, uint256 current);
    event KeeperPaid(uint256 indexed proposal, uint256 indexed chamber, address keeper);
    event KeeperDismissed(uint256 indexed proposal, uint256 indexed chamber, address keeper);

    error NotTheDeployer(address deployer);
    error BoundAlready(address governor);
    error NotTheGovernor(address governor);
    error NotTheTimelock(address timelock);
    error NotTheKeeper(address keeper);
    error NoSuchChamber(uint256 chamber);
    error NoSuchSheet(uint256 sheet);
    error CommittedBefore(bytes32 root);
    error SheetTooSmall(uint32 rows);
    error BatchTooLarge(uint32 rowsPerBatch);
    /// @notice A batch of rows would take a version more than half of what both may take in a transaction.
    error TooDear(uint256 most, uint256 gas);
    error WrongColumns(uint32 expected, uint32 given);
    error WrongValue(uint256 expected, uint256 given);
    error NoHiddenRows(uint256 chamber);
    error RowsDue(uint256 chamber);
    error SameModel(bytes32 modelId);
    error NoTrial(uint256 proposal);
    error TooLate(uint256 until);
    error TooEarly(uint256 from);
    error NotHidden(uint256 sheet);
    error NotShown(uint256 sheet);
    error SettledAlready(uint256 sheet);

    constructor(
        string memory judge_,
        address timelock_,
        address[2] memory keepers,
        uint96 bond_,
        uint96 fee_,
        Sheet memory publicSheet
    ) {
        requireSheet(publicSheet);
        if (uint256(publicSheet.rowsPerBatch) * publicSheet.columns > MOST_NUMBERS_PER_BATCH) {
            revert BatchTooLarge(publicSheet.rowsPerBatch);
        }
        judge = judge_;
        timelock = timelock_;
        bond = bond_;
        fee = fee_;
        columns = publicSheet.columns;
        mostRowsPerBatch = publicSheet.rowsPerBatch;
        requireUsable(versionOf(REGISTRY.entryOf(judge_).latest));
        _publicSheet = publicSheet;
        _isCommitted[publicSheet.root] = true;
        _deployer = msg.sender;
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) appoint(chamber, keepers[chamber]);
    }

    /// @notice Names the Governor, once.
    function bind(address governor_) external {
        if (msg.sender != _deployer) revert NotTheDeployer(_deployer);
        if (governor != address(0)) revert BoundAlready(governor);
        governor = governor_;
        emit GovernorBound(governor_);
    }

    /// @notice By vote of both chambers: a keeper in place of the one that there is or was, who is owed the bond. A trial
    /// that was opened just before may be let down without a bond to pay for it; the proposer has that half of the fee back.
    function appointKeeper(uint256 chamber, address keeper) external {
        if (msg.sender != timelock) revert NotTheTimelock(timelock);
        appoint(chamber, keeper);
    }

    /// @notice By a keeper who has shown all rows that it committed to: keeps no more, and is owed the bond. Otherwise two
    /// chambers that do not vote would have it for ever.
    function resign(uint256 chamber) external {
        Keeping storage keeping = _keepings[chamber];
        if (msg.sender != keeping.keeper) revert NotTheKeeper(keeping.keeper);
        if (keeping.open > 0 || keeping.next < _hidden[chamber][keeping.term].length) revert RowsDue(chamber);
        appoint(chamber, address(0));
    }

    /// @notice Commits the caller, who keeps for a chamber, to one more hidden sheet. The first one locks the bond.
    function commitSheet(uint256 chamber, Sheet calldata sheet) external payable returns (uint256 index) {
        Keeping storage keeping = _keepings[chamber];
        if (msg.sender != keeping.keeper) revert NotTheKeeper(keeping.keeper);
        uint256 due = keeping.bond == 0 ? bond : 0;
        if (msg.value != due) revert WrongValue(due, msg.value);
        requireSheet(sheet);
        if (sheet.rows < LEAST_ROWS) revert SheetTooSmall(sheet.rows);
        if (sheet.columns != columns) revert WrongColumns(columns, sheet.columns);
        if (sheet.rowsPerBatch > mostRowsPerBatch) revert BatchTooLarge(sheet.rowsPerBatch);
        if (_isCommitted[sheet.root]) revert CommittedBefore(sheet.root);
        _isCommitted[sheet.root] = true;
        if (due > 0) keeping.bond = bond;
        Sheet[] storage sheets = _hidden[chamber][keeping.term];
        index = sheets.length;
        sheets.push(sheet);
        emit SheetCommitted(chamber, msg.sender, index, sheet.root);
    }

    /// @notice By the Governor, when a candidate is proposed: fixes what it is tried on and against.
    /// @return current Number of the version to beat.
    function openTrial(uint256 proposal, bytes32 modelId, address proposer, uint48 showUntil, uint48 until)
        external
        payable
        returns (uint32 current)
    {
        if (msg.sender != governor) revert NotTheGovernor(governor);
        if (msg.value != fee) revert WrongValue(fee, msg.value);
        current = REGISTRY.entryOf(judge).latest;
        if (REGISTRY.modelOf(judge, current) == modelId) revert SameModel(modelId);
        // Also refuses what is not sealed, and what this chain cannot run.
        requireUsable(Strings.toHexString(uint256(modelId), 32));
        requireUsable(versionOf(current));
        Trial storage trial = _trials[proposal];
        trial.modelId = modelId;
        trial.proposer = proposer;
        trial.current = current;
        trial.showUntil = showUntil;
        trial.until = until;
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            Keeping storage keeping = _keepings[chamber];
            if (keeping.next == _hidden[chamber][keeping.term].length) revert NoHiddenRows(chamber);
            trial.keepers[chamber] = keeping.keeper;
            trial.terms[chamber] = keeping.term;
            trial.sheets[chamber] = keeping.next++;
            ++keeping.open;
        }
        emit TrialOpened(proposal, modelId, current, trial.sheets);
    }

    /// @notice Shows a batch of hidden rows, which are then in the calldata of this call for all to evaluate.
    /// @param sheet 1 or 2: of the keeper of chamber 0 or 1.
    function show(uint256 proposal, uint256 sheet, Batch calldata batch) external {
        Trial storage trial = requireTrial(proposal);
        if (sheet == 0) revert NotHidden(sheet);
        if (block.timestamp > trial.showUntil) revert TooLate(trial.showUntil);
        takeBatch(runOf("show", proposal, sheet), sheetOf(proposal, sheet), batch);
        emit Shown(proposal, sheet, batch.index);
    }

    /// @notice Pays a keeper who has shown all rows. One who has not, after the time for it, forfeits the bond and keeps no
    /// more, and the proposer has that half of the fee back. Anyone may ask for it.
    function settle(uint256 proposal, uint256 sheet) external {
        Trial storage trial = requireTrial(proposal);
        if (sheet == 0) revert NotHidden(sheet);
        bool hasShown = isShown(proposal, sheet);
        if (!hasShown && block.timestamp <= trial.showUntil) revert TooEarly(uint256(trial.showUntil) + 1);
        uint256 chamber = sheet - 1;
        if (trial.settled[chamber]) revert SettledAlready(sheet);
        trial.settled[chamber] = true;
        // An odd wei goes with the second half.
        uint256 half = chamber == 0 ? fee / 2 : fee - fee / 2;
        address keeper = trial.keepers[chamber];
        Keeping storage keeping = _keepings[chamber];
        bool isInTerm = keeping.term == trial.terms[chamber];
        if (hasShown) {
            if (isInTerm) --keeping.open;
            owe(keeper, half);
            emit KeeperPaid(proposal, chamber, keeper);
            return;
        }
        owe(trial.proposer, half);
        if (!isInTerm) return;
        forfeited += keeping.bond;
        delete keeping.bond;
        dismiss(chamber, address(0));
        emit KeeperDismissed(proposal, chamber, keeper);
    }

    /// @notice Asks both versions about a batch of rows. Anyone may, until voting ends; hidden rows once all are shown.
    function evaluate(uint256 proposal, uint256 sheet, Batch calldata batch) external {
        Trial storage trial = requireTrial(proposal);
        if (block.timestamp > trial.until) revert TooLate(trial.until);
        if (sheet > 0 && !isShown(proposal, sheet)) revert NotShown(sheet);
        takeBatch(runOf("evaluate", proposal, sheet), sheetOf(proposal, sheet), batch);
        (int256[] memory inputs, int256[] memory targets) = splitRows(batch.rows, columns, UNIT);
        uint256 candidate = lossOf(Strings.toHexString(uint256(trial.modelId), 32), inputs, targets);
        uint256 current = lossOf(versionOf(trial.current), inputs, targets);
        trial.candidateLoss[sheet] += candidate;
        trial.currentLoss[sheet] += current;
        emit Evaluated(proposal, sheet, batch.index, candidate, current);
    }

    /// @notice True once a candidate was tried on all rows and has beaten the current version on each sheet. It stays as it
    /// is when voting has ended.
    function hasPassed(uint256 proposal) external view returns (bool) {
        Trial storage trial = _trials[proposal];
        if (trial.proposer == address(0)) return false;
        for (uint256 sheet = 0; sheet < SHEETS; ++sheet) {
            if (!isComplete(runOf("evaluate", proposal, sheet), sheetOf(proposal, sheet))) return false;
            if (trial.candidateLoss[sheet] * 100 > trial.currentLoss[sheet] * MOST_LOSS_PERCENT) return false;
            // Two that make no mistake are equal.
            if (trial.candidateLoss[sheet] == trial.currentLoss[sheet]) return false;
        }
        return true;
    }

    function trialOf(uint256 proposal) external view returns (Trial memory) {
        return _trials[proposal];
    }

    function keepingOf(uint256 chamber) external view returns (Keeping memory) {
        return _keepings[chamber];
    }

    /// @notice The rows that decide a trial: sheet 0, 1 or 2.
    function sheetOf(uint256 proposal, uint256 sheet) public view returns (Sheet memory) {
        if (sheet >= SHEETS) revert NoSuchSheet(sheet);
        if (sheet == 0) return _publicSheet;
        Trial storage trial = _trials[proposal];
        return _hidden[sheet - 1][trial.terms[sheet - 1]][trial.sheets[sheet - 1]];
    }

    /// @notice True once all rows of a hidden sheet of a trial were shown.
    function isShown(uint256 proposal, uint256 sheet) public view returns (bool) {
        return isComplete(runOf("show", proposal, sheet), sheetOf(proposal, sheet));
    }

    /// @notice How many batches of a trial's sheet were evaluated.
    function evaluatedOf(uint256 proposal, uint256 sheet) external view returns (uint256) {
        return countOf(runOf("evaluate", proposal, sheet));
    }

    function requireTrial(uint256 proposal) private view returns (Trial storage trial) {
        trial = _trials[proposal];
        if (trial.proposer == address(0)) revert NoTrial(proposal);
    }

    /// @dev Both versions of a trial answer the same batch in one transaction, and whichever wins is tried against the next
    /// one: so each may take half for the largest batch that there can be, and must answer whatever rows there are. A version
    /// that refuses some, once installed, could be beaten by nobody as soon as a sheet has them.
    function requireUsable(string memory ref) private {
        uint256 most = TransactionGas.ofNetworks() / 2;
        uint256 gas = Predict.gasOf(ref, mostRowsPerBatch);
        if (gas > most) revert TooDear(most, gas);
        requireAnswers(ref, columns - 1, 1, 1);
    }

    /// @dev A version by its number: it stays what it is, whatever becomes latest.
    function versionOf(uint32 version) private view returns (string memory) {
        return string.concat(judge, "@", Strings.toString(version));
    }

    function runOf(string memory what, uint256 proposal, uint256 sheet) private pure returns (bytes32) {
        return keccak256(abi.encode(what, proposal, sheet));
    }

    function appoint(uint256 chamber, address keeper) private {
        if (chamber >= CHAMBERS) revert NoSuchChamber(chamber);
        Keeping storage keeping = _keepings[chamber];
        uint256 back = keeping.bond;
        delete keeping.bond;
        owe(keeping.keeper, back);
        dismiss(chamber, keeper);
        emit KeeperAppointed(chamber, keeper);
    }

    /// @dev A new term begins without sheets: those of the last one serve no further candidate.
    function dismiss(uint256 chamber, address keeper) private {
        Keeping storage keeping = _keepings[chamber];
        keeping.keeper = keeper;
        ++keeping.term;
        keeping.next = 0;
        keeping.open = 0;
    }

    /// @dev Squared differences, in units of 1e-18. What a network says beyond 0 and 1 counts as 0 and 1.
    function lossOf(string memory ref, int256[] memory inputs, int256[] memory targets)
        private
        view
        returns (uint256 loss)
    {
        int256[] memory answers = Predict.predict(ref, inputs);
        for (uint256 i = 0; i < targets.length; ++i) {
            int256 answer = answers[i] < 0 ? int256(0) : answers[i] > 1e18 ? int256(1e18) : answers[i];
            int256 off = answer - targets[i];
            loss += uint256(off * off) / 1e18;
        }
    }
}
