// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The call interface of PREDICT
/// @notice PREDICT runs a neural network whose bytes lie in the chain's state. It reads state and writes none, gives
/// the same bits on every validator, and charges all gas before it runs. A model is referred to by its name,
/// `org.domain.model` (the version that its owner marked latest), by name, at sign and version number, or by its id,
/// `0x` and 64 lower-case hex digits. Real numbers are integers in units of 1e-18.
interface IPredict {
    /// @notice What `describe` tells of a model.
    /// @param modelId The model's content hash.
    /// @param version The version that the reference stands for; 0 if it was a model id.
    /// @param profile "a16", "a8" or "f32".
    /// @param artefactBytes Length of the stored model, without its origin.
    /// @param planBytes Memory that a node takes to run it; loading is charged by it.
    /// @param inputLength Numbers in one example, all input ports together.
    /// @param inputBytes The same example in `predictRaw`.
    /// @param outputLength Numbers in one answer, all output ports together.
    /// @param outputBytes The same answer from `predictRaw`.
    /// @param gas What one example costs through `predict` when nothing of the model is warm.
    /// @param exceedsBlockGasLimit True if `gas` is more than the gas limit of this block.
    /// @param steps The most steps that it takes to generate one answer; 0 if it does not generate.
    /// @param leastGas What is left of `gas` after one step: gas of steps that were not taken is given back.
    struct Description {
        bytes32 modelId;
        uint256 version;
        string profile;
        uint256 artefactBytes;
        uint256 planBytes;
        uint256 inputLength;
        uint256 inputBytes;
        uint256 outputLength;
        uint256 outputBytes;
        uint256 gas;
        bool exceedsBlockGasLimit;
        uint256 steps;
        uint256 leastGas;
    }

    /// @notice No version of any model has this name, or the name has no such version.
    /// @param ref The reference as it was given.
    error UnknownModel(string ref);
    /// @notice The text is neither a name, nor a name with a version, nor a model id. At most 272 bytes are repeated.
    /// @param ref Its first bytes.
    error InvalidReference(string ref);
    /// @notice Nothing is sealed under this id.
    /// @param modelId The model's id.
    error UnsealedModel(bytes32 modelId);
    /// @notice The sealed bytes are no model that can run; `code` says why. This never changes for this id.
    /// @param modelId The model's id.
    /// @param code The refusal's code, see the specification of the model format.
    error UnusableModel(bytes32 modelId, string code);
    /// @notice `expected` is the length of one example; the input must hold one or more whole examples.
    /// @param expected Numbers (or, for `predictRaw`, bytes) of one example.
    /// @param given Numbers or bytes that were given.
    error WrongInputLength(uint256 expected, uint256 given);
    /// @notice The number at `index` is not a whole number that the model knows.
    /// @param index The position of the number in the input.
    error InputOutOfRange(uint256 index);
    /// @notice The model takes something else than one text.
    /// @param modelId The model's id.
    error TakesNoText(bytes32 modelId);
    /// @notice The model gives something else than one text.
    /// @param modelId The model's id.
    error GivesNoText(bytes32 modelId);
    /// @notice The model generates no numbers step by step.
    /// @param modelId The model's id.
    error GeneratesNothing(bytes32 modelId);
    /// @notice The text has more bytes than the model takes.
    /// @param limit The most bytes.
    /// @param given Bytes that were given.
    error TextTooLong(uint256 limit, uint256 given);
    /// @notice The text is no well-formed UTF-8.
    /// @param index The position of the first byte of the first character that is not.
    error InvalidText(uint256 index);
    /// @notice PREDICT has no such entry point.
    /// @param selector The first four bytes of the call.
    error UnknownSelector(bytes4 selector);
    /// @notice The arguments are not ABI-encoded as the entry point wants them.
    error InvalidCalldata();
    /// @notice PREDICT is not (yet) active on this chain.
    error PredictUnavailable();

    /// @notice Runs a model on one or more examples, one after another.
    /// @param ref The model.
    /// @param input Units of 1e-18; token inputs are whole numbers times 1e18.
    /// @return output Units of 1e-18, one answer after another.
    function predict(string calldata ref, int256[] calldata input) external view returns (int256[] memory output);

    /// @notice Runs a model on one example and tells which output is largest; the lowest index among equals.
    /// @param ref The model.
    /// @param input Units of 1e-18, exactly one example.
    /// @return index The class.
    function predictClass(string calldata ref, int256[] calldata input) external view returns (uint256 index);

    /// @notice Runs a model on one text.
    /// @param ref The model, whose one input is a text.
    /// @param text UTF-8, at most as many bytes as the model takes (`describe`: `inputLength`).
    /// @return output Units of 1e-18.
    function predictFromText(string calldata ref, string calldata text) external view returns (int256[] memory output);

    /// @notice Runs a model on one text and tells which output is largest; the lowest index among equals.
    /// @param ref The model, whose one input is a text.
    /// @param text UTF-8, at most as many bytes as the model takes (`describe`: `inputLength`).
    /// @return index The class.
    function predictClassFromText(string calldata ref, string calldata text) external view returns (uint256 index);

    /// @notice Runs a model that answers one text with another.
    /// @param ref The model, whose one input and one output are texts.
    /// @param text UTF-8, at most as many bytes as the model takes (`describe`: `inputLength`).
    /// @return answer UTF-8, at most as many bytes as the model gives (`describe`: `outputLength`).
    function predictText(string calldata ref, string calldata text) external view returns (string memory answer);

    /// @notice Runs a model that generates numbers step by step: tokens, or a series that goes on.
    /// @dev `mostSteps` are paid for before it runs; what steps that were not taken cost is given back.
    /// @param ref The model.
    /// @param input Units of 1e-18, exactly one example; token inputs are whole numbers times 1e18.
    /// @param mostSteps The most steps, from 1 on; 0 for as many as the model can take (`describe`: `steps`).
    /// @return output Units of 1e-18: what the steps that were taken gave, one after another.
    function generate(string calldata ref, int256[] calldata input, uint256 mostSteps)
        external
        view
        returns (int256[] memory output);

    /// @notice Runs a model on one or more examples in the model's own little-endian numbers. The cheapest way.
    /// @param ref The model.
    /// @param input The examples, one after another.
    /// @return output The answers, one after another.
    function predictRaw(string calldata ref, bytes calldata input) external view returns (bytes memory output);

    /// @notice Tells shapes and price of a model.
    /// @param ref The model.
    /// @return description Id, version, profile, lengths and price.
    function describe(string calldata ref) external view returns (Description memory description);

    /// @notice What `predict` costs for `batch` examples when nothing of the model is warm.
    /// @param ref The model.
    /// @param batch Number of examples, below 2^64.
    /// @return gas The gas that PREDICT itself takes, calldata of the transaction not included.
    function gasOf(string calldata ref, uint256 batch) external view returns (uint256 gas);
}
