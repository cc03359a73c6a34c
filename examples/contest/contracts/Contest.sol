// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {CommitReveal} from "@evm-ml/example-story/contracts/CommitReveal.sol";
import {Payouts} from "@evm-ml/example-story/contracts/Payouts.sol";
import {IModelStore} from "@evm-ml/evm/contracts/interfaces/IModelStore.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Draw} from "./Draw.sol";
import {Entries} from "./Entries.sol";
import {Rows} from "./Rows.sol";
import {Terms, TermsLibrary, Times} from "./Terms.sol";

/// @title A prize for the best neural network
/// @notice An organiser commits to hashed groups of labelled data and locks the prize. Seeds of anybody who cares, and the
/// organiser's own, draw which groups train and which test. Contestants train on the former, seal their networks, then show
/// them; only then the organiser shows the latter. PREDICT runs every network over all test rows, in as many transactions as
/// that takes, whoever sends them. The most right answers win, the earlier seal among equals, if they are more than the
/// threshold; otherwise the prize goes back.
/// All deadlines are known when a contest is opened.
/// @dev Nothing can be cancelled. An organiser who misses a deadline loses the prize, who keeps a seed back the deposit; both
/// are destroyed, so that nobody wins by making others late, and nobody gets them back under another name. Blocks give no
/// randomness: PREVRANDAO is known in advance here, and whoever fills a block alone chooses its hash.
contract Contest is CommitReveal, Payouts {
    using Rows for Rows.Shape;
    using TermsLibrary for Terms;

    enum Stage {
        None,
        Seeds,
        Training,
        Models,
        Evaluation,
        Over
    }

    enum Outcome {
        None,
        Won,
        Returned,
        Forfeited
    }

    /// @dev `seeds` is the exclusive or of hashes of all seeds that were shown.
    struct State {
        address organiser;
        uint96 prize;
        Stage stage;
        Outcome outcome;
        uint32 seedsGiven;
        uint32 seedsShown;
        uint16 groups;
        uint16 trainingShown;
        uint16 testsShown;
        uint32 models;
        uint32 evaluated;
        bytes32 organiserSeal;
        bytes32 seeds;
        address winner;
        uint32 winnerRight;
        uint64 winnerOrder;
    }

    /// @dev `content` is where the rows lie, zero until they are shown.
    struct Group {
        bytes32 seal;
        address content;
        bool isTest;
    }

    /// @dev `order` is that of the seal; 0 where no network was shown. `done` counts the rows that were asked.
    struct Model {
        bytes32 id;
        uint64 order;
        uint32 outputs;
        uint32 done;
        uint32 right;
    }

    IModelStore private constant STORE = IModelStore(0x4D4C000000000000000000000000000000000001);
    /// @notice Seconds that each part of a contest lasts at the least. With shorter ones an organiser could take back the
    /// prize because nobody was quick enough to compete, and let deposits be lost because nobody could show a seed.
    uint32 public immutable leastSeconds;
    /// @notice Wei that were forfeited. They stay here for ever.
    uint256 public destroyed;

    mapping(bytes32 id => State) private _states;
    mapping(bytes32 id => Terms) private _terms;
    mapping(bytes32 id => Times) private _times;
    mapping(bytes32 id => Group[]) private _groups;
    mapping(bytes32 id => uint8[]) private _tests;
    mapping(bytes32 id => mapping(address contestant => Model)) private _models;

    event Opened(bytes32 indexed id, address indexed organiser, uint256 prize, Terms terms);
    event SeedGiven(bytes32 indexed id, address indexed giver);
    event SeedShown(bytes32 indexed id, address indexed giver);
    event Drawn(bytes32 indexed id, bytes32 randomness, uint8[] testGroups);
    event GroupShown(bytes32 indexed id, uint256 indexed group, bytes32 contentId);
    event TrainingComplete(bytes32 indexed id);
    event TestsComplete(bytes32 indexed id);
    event ModelSealed(bytes32 indexed id, address indexed contestant, uint64 order);
    event ModelShown(bytes32 indexed id, address indexed contestant, bytes32 modelId);
    /// @param done Test rows that the network was asked so far.
    /// @param right Those that it answered right.
    event Evaluated(bytes32 indexed id, address indexed contestant, uint32 done, uint32 right);
    event Settled(bytes32 indexed id, Outcome outcome, address winner, uint256 right);

    error NameTaken(bytes32 id);
    error NoPrize();
    error WrongStage(Stage expected, Stage actual);
    error TooEarly(uint64 after_);
    error TooLate(uint64 until);
    error WrongDeposit(uint256 expected, uint256 given);
    error SeedGivenAlready(address giver);
    error NoSeeds();
    error GroupShownAlready(uint256 group);
    error GroupUnsound(uint256 group);
    error NobodyCompetes();
    error NoModel(address contestant);
    error EvaluatedAlready(address contestant);
    error NotYetOver();

    constructor(uint32 leastSeconds_) {
        if (leastSeconds_ == 0) revert TermsLibrary.TermsWrong();
        leastSeconds = leastSeconds_;
    }

    /// @notice Commits to data and locks the value as the prize.
    /// @param name The organiser's own; the contest's id follows from it, so that seals can be made before.
    /// @param organiserSeal Seal of the organiser's seed, for the topic `seedTopic`.
    /// @param groupSeals Seals of the groups' content ids, each with a salt of its own, for the topics `groupTopic`.
    function open(bytes32 name, Terms calldata terms, bytes32 organiserSeal, bytes32[] calldata groupSeals)
        external
        payable
        returns (bytes32 id)
    {
        id = idOf(msg.sender, name);
        if (_states[id].stage != Stage.None) revert NameTaken(id);
        if (msg.value == 0) revert NoPrize();
        if (organiserSeal == 0) revert EmptySeal();
        terms.requireSense(groupSeals.length, leastSeconds);

        State storage state = _states[id];
        state.organiser = msg.sender;
        state.prize = SafeCast.toUint96(msg.value);
        state.stage = Stage.Seeds;
        state.groups = uint16(groupSeals.length);
        state.organiserSeal = organiserSeal;
        _terms[id] = terms;
        _times[id] = terms.timesFrom(uint64(block.timestamp));
        for (uint256 i = 0; i < groupSeals.length; ++i) {
            if (groupSeals[i] == 0) revert EmptySeal();
            _groups[id].push(Group(groupSeals[i], address(0), false));
        }
        emit Opened(id, msg.sender, msg.value, terms);
    }

    /// @notice Gives a sealed seed for the draw and locks as much as the prize until it is shown: who gives many and keeps
    /// back what does not suit pays more than the contest is about. One that nobody else knew is enough for a draw that nobody
    /// chose.
    function giveSeed(bytes32 id, bytes32 sealed_) external payable {
        State storage state = requireStage(id, Stage.Seeds);
        requireUntil(_times[id].giveUntil);
        if (msg.value != state.prize) revert WrongDeposit(state.prize, msg.value);
        bytes32 topic = seedTopic(id);
        if (hasSealed(topic, msg.sender)) revert SeedGivenAlready(msg.sender);
        seal(topic, sealed_);
        ++state.seedsGiven;
        emit SeedGiven(id, msg.sender);
    }

    /// @notice Shows the seed that the caller gave; the deposit is theirs again.
    /// @param seed What `sealOf` was asked with, without a salt.
    function showSeed(bytes32 id, bytes32 seed) external {
        State storage state = requireStage(id, Stage.Seeds);
        requireAfter(_times[id].giveUntil);
        requireUntil(_times[id].showUntil);
        unseal(seedTopic(id), seed, 0);
        ++state.seedsShown;
        // In whichever order they come.
        state.seeds ^= keccak256(abi.encode(msg.sender, seed));
        owe(msg.sender, state.prize);
        emit SeedShown(id, msg.sender);
    }

    /// @notice Draws the test groups, by the organiser's seed, which was sealed before any other was given and is shown after
    /// all others. Whoever knows it may send it.
    function draw(bytes32 id, bytes32 seed) external {
        State storage state = requireStage(id, Stage.Seeds);
        requireAfter(_times[id].showUntil);
        requireUntil(_times[id].drawUntil);
        if (state.seedsShown == 0) revert NoSeeds();
        requireSealed(state.organiserSeal, seedTopic(id), state.organiser, seed, 0);
        state.stage = Stage.Training;
        destroySeeds(state);
        bytes32 randomness = keccak256(abi.encode(id, seed, state.seeds));
        uint8[] memory tests = Draw.pick(randomness, state.groups, _terms[id].testGroups);
        _tests[id] = tests;
        for (uint256 i = 0; i < tests.length; ++i) _groups[id][tests[i]].isTest = true;
        emit Drawn(id, randomness, tests);
    }

    /// @notice Shows a group: its rows must lie in the model store. Training groups come first, test groups when all networks
    /// were shown. Whoever knows the salt may send it.
    function showGroup(bytes32 id, uint256 index, bytes32 contentId, bytes32 salt) external {
        State storage state = _states[id];
        Group storage group = _groups[id][index];
        if (group.content != address(0)) revert GroupShownAlready(index);
        if (group.isTest) {
            requireStage(id, Stage.Models);
            requireAfter(_times[id].revealUntil);
            requireUntil(_times[id].testUntil);
            if (state.models == 0) revert NobodyCompetes();
        } else {
            requireStage(id, Stage.Training);
            requireUntil(_times[id].drawUntil);
        }
        requireSealed(group.seal, groupTopic(id, index), state.organiser, contentId, salt);
        address content = STORE.manifestAddress(contentId);
        Terms storage terms = _terms[id];
        if (!terms.shape().areSound(content, terms.groupRows, terms.classes)) revert GroupUnsound(index);
        group.content = content;
        emit GroupShown(id, index, contentId);
        if (group.isTest) noteTest(id, state, terms);
        else noteTraining(id, state, terms);
    }

    /// @notice Seals a network: `sealed_` is what `sealOf` gives for its id in the store, which follows from its bytes, so that
    /// nothing has to be there yet. A second seal replaces the first, and comes later.
    function sealModel(bytes32 id, bytes32 sealed_) external {
        requireStage(id, Stage.Models);
        requireUntil(_times[id].sealUntil);
        uint64 order = seal(modelTopic(id), sealed_);
        emit ModelSealed(id, msg.sender, order);
    }

    /// @notice Shows the network that the caller sealed. It must be in the store by now, run on this chain, have the contest's
    /// shape and be cheap enough to answer one row in a transaction.
    function showModel(bytes32 id, bytes32 modelId, bytes32 salt) external {
        State storage state = requireStage(id, Stage.Models);
        requireAfter(_times[id].sealUntil);
        requireUntil(_times[id].revealUntil);
        uint64 order = unseal(modelTopic(id), modelId, salt);
        uint32 outputs = Entries.requireFit(_terms[id], modelId);
        ++state.models;
        _models[id][msg.sender] = Model(modelId, order, outputs, 0, 0);
        emit ModelShown(id, msg.sender, modelId);
    }

    /// @notice Asks a contestant's network the next `most` test rows, or what is left of them. Anybody may; the gas that it
    /// takes says how many rows fit a transaction.
    function evaluate(bytes32 id, address contestant, uint32 most) external {
        State storage state = requireStage(id, Stage.Evaluation);
        requireUntil(_times[id].evaluateUntil);
        Model memory model = _models[id][contestant];
        if (model.order == 0) revert NoModel(contestant);
        Terms memory terms = _terms[id];
        uint256 rows = uint256(terms.testGroups) * terms.groupRows;
        if (model.done == rows) revert EvaluatedAlready(contestant);
        uint256 end = rows - model.done > most ? model.done + most : rows;
        while (model.done < end) {
            uint256 first = model.done % terms.groupRows;
            uint256 count = terms.groupRows - first;
            if (count > end - model.done) count = end - model.done;
            address content = _groups[id][_tests[id][model.done / terms.groupRows]].content;
            model.right += Entries.countRight(terms, model.id, model.outputs, terms.shape().read(content, first, count));
            model.done += uint32(count);
        }
        _models[id][contestant] = model;
        emit Evaluated(id, contestant, model.done, model.right);
        if (model.done == rows) rank(state, contestant, model);
    }

    /// @notice Ends a contest: when all networks were evaluated or the time for it is over, when nobody competes, when nobody
    /// gave a seed, or when the organiser is late. Anybody may.
    function settle(bytes32 id) external {
        State storage state = _states[id];
        Outcome outcome = outcomeOf(id, state);
        if (outcome == Outcome.None) revert NotYetOver();
        if (state.stage == Stage.Seeds) destroySeeds(state);
        state.stage = Stage.Over;
        state.outcome = outcome;
        if (outcome == Outcome.Won) owe(state.winner, state.prize);
        else if (outcome == Outcome.Returned) owe(state.organiser, state.prize);
        else destroyed += state.prize;
        emit Settled(id, outcome, state.winner, state.winnerRight);
    }

    /// @notice The contest that an organiser opens, or will open, by a name.
    function idOf(address organiser, bytes32 name) public pure returns (bytes32) {
        return keccak256(abi.encode(organiser, name));
    }

    /// @notice What seeds are sealed for.
    function seedTopic(bytes32 id) public pure returns (bytes32) {
        return keccak256(abi.encode("seed", id));
    }

    /// @notice What a group is sealed for.
    function groupTopic(bytes32 id, uint256 index) public pure returns (bytes32) {
        return keccak256(abi.encode("group", id, index));
    }

    /// @notice What networks are sealed for.
    function modelTopic(bytes32 id) public pure returns (bytes32) {
        return keccak256(abi.encode("model", id));
    }

    /// @notice The test groups that a randomness draws: for checking.
    function pick(bytes32 randomness, uint256 groups, uint256 testGroups) external pure returns (uint8[] memory) {
        return Draw.pick(randomness, groups, testGroups);
    }

    function stateOf(bytes32 id) external view returns (State memory) {
        return _states[id];
    }

    function termsOf(bytes32 id) external view returns (Terms memory) {
        return _terms[id];
    }

    function timesOf(bytes32 id) external view returns (Times memory) {
        return _times[id];
    }

    function groupsOf(bytes32 id) external view returns (Group[] memory) {
        return _groups[id];
    }

    function testGroupsOf(bytes32 id) external view returns (uint8[] memory) {
        return _tests[id];
    }

    function modelOf(bytes32 id, address contestant) external view returns (Model memory) {
        return _models[id][contestant];
    }

    function requireStage(bytes32 id, Stage expected) private view returns (State storage state) {
        state = _states[id];
        if (state.stage != expected) revert WrongStage(expected, state.stage);
    }

    function requireUntil(uint64 until) private view {
        if (block.timestamp > until) revert TooLate(until);
    }

    function requireAfter(uint64 last) private view {
        if (block.timestamp <= last) revert TooEarly(last);
    }

    /// @dev What nobody showed in time is nobody's any more.
    function destroySeeds(State storage state) private {
        destroyed += uint256(state.seedsGiven - state.seedsShown) * state.prize;
    }

    function noteTraining(bytes32 id, State storage state, Terms storage terms) private {
        if (++state.trainingShown < state.groups - terms.testGroups) return;
        state.stage = Stage.Models;
        emit TrainingComplete(id);
    }

    function noteTest(bytes32 id, State storage state, Terms storage terms) private {
        if (++state.testsShown < terms.testGroups) return;
        state.stage = Stage.Evaluation;
        emit TestsComplete(id);
    }

    /// @dev The order of evaluation does not matter.
    function rank(State storage state, address contestant, Model memory model) private {
        ++state.evaluated;
        bool isBetter = model.right > state.winnerRight
            || (model.right == state.winnerRight && model.order < state.winnerOrder);
        if (!isBetter) return;
        state.winner = contestant;
        state.winnerRight = model.right;
        state.winnerOrder = model.order;
    }

    /// @dev How a contest ends if it is settled now.
    function outcomeOf(bytes32 id, State storage state) private view returns (Outcome) {
        Times storage times = _times[id];
        Stage stage = state.stage;
        if (stage == Stage.Seeds) {
            if (state.seedsShown == 0) return block.timestamp > times.showUntil ? Outcome.Returned : Outcome.None;
            return block.timestamp > times.drawUntil ? Outcome.Forfeited : Outcome.None;
        }
        if (stage == Stage.Training) return block.timestamp > times.drawUntil ? Outcome.Forfeited : Outcome.None;
        if (stage == Stage.Models) {
            if (state.models == 0) return block.timestamp > times.revealUntil ? Outcome.Returned : Outcome.None;
            return block.timestamp > times.testUntil ? Outcome.Forfeited : Outcome.None;
        }
        if (stage != Stage.Evaluation) return Outcome.None;
        if (state.evaluated < state.models && block.timestamp <= times.evaluateUntil) return Outcome.None;
        return state.winnerRight > _terms[id].threshold ? Outcome.Won : Outcome.Returned;
    }
}
