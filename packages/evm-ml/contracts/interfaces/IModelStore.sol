// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Content-addressed store of model bytes
/// @notice Bytes are stored as contract code in chunks. A chunk's address follows from its hash, a model's manifest
/// from the model's id; equal chunks are stored once, and what is sealed never changes.
interface IModelStore {
    /// @notice A chunk was stored. Chunks that existed already are not reported.
    /// @param chunkHash The hash of the chunk's init code.
    /// @param chunk Where it lies.
    /// @param length Its bytes.
    event ChunkStored(bytes32 indexed chunkHash, address chunk, uint256 length);
    /// @notice A model was sealed. Sealing the same model again is not reported.
    /// @param modelId The model's id.
    /// @param manifest Where the manifest lies.
    /// @param length Bytes of the model.
    /// @param chunks How many chunks it has.
    event ModelSealed(bytes32 indexed modelId, address manifest, uint256 length, uint256 chunks);

    /// @notice Chunk `index` is empty or longer than 24,575 bytes.
    /// @param index The position in the list.
    /// @param length Its bytes.
    error InvalidChunkLength(uint256 index, uint256 length);
    /// @notice Creating the chunk's or the manifest's contract failed, which can only be for want of gas.
    /// @param hash The hash of the init code.
    error CreateFailed(bytes32 hash);
    /// @notice Chunk `index` has not been uploaded.
    /// @param index The position in the list.
    /// @param chunkHash The hash of the chunk's init code.
    error MissingChunk(uint256 index, bytes32 chunkHash);
    /// @notice Chunk `index` has another length than a model of this length needs.
    /// @param index The position in the list.
    /// @param expected What it has to be.
    /// @param actual The bytes that are stored.
    error WrongChunkLength(uint256 index, uint256 expected, uint256 actual);
    /// @notice A model of this length has `expected` chunks.
    /// @param expected What it has to be.
    /// @param given How many were given.
    error WrongChunkCount(uint256 expected, uint256 given);
    /// @notice A model has at least 1 byte and at most 16 MiB.
    /// @param length Bytes that were named.
    error InvalidModelLength(uint256 length);

    /// @notice Stores chunks of 1 to 24,575 bytes. Those that exist are skipped, so uploads can be repeated.
    /// @param chunks The bytes of each chunk.
    /// @return chunkHashes Their hashes, in order.
    function uploadChunks(bytes[] calldata chunks) external returns (bytes32[] memory chunkHashes);

    /// @notice Fixes a list of stored chunks as a model. Anyone may seal; sealing twice changes nothing.
    /// @param length Bytes of the model. Every chunk but the last has 24,575 bytes.
    /// @param chunkHashes The model's chunks, in order.
    /// @return modelId The model's id, which depends on its bytes alone.
    function seal(uint32 length, bytes32[] calldata chunkHashes) external returns (bytes32 modelId);

    /// @notice True if a model was sealed under this id.
    /// @param modelId The model's id.
    /// @return True for ever once it is.
    function isSealed(bytes32 modelId) external view returns (bool);

    /// @notice True if a chunk with this hash was stored.
    /// @param chunkHash The hash of the chunk's init code.
    /// @return True for ever once it is.
    function hasChunk(bytes32 chunkHash) external view returns (bool);

    /// @notice Which of these chunks were stored: what an upload that resumes need not pay for again.
    /// @param chunkHashes The chunks.
    /// @return stored In the same order, true if stored.
    function hasChunks(bytes32[] calldata chunkHashes) external view returns (bool[] memory stored);

    /// @notice Where a chunk with this hash lies, stored or not.
    /// @param chunkHash The hash of the chunk's init code.
    /// @return The address, whether anything lies there or not.
    function chunkAddress(bytes32 chunkHash) external view returns (address);

    /// @notice Where the manifest of this model lies, sealed or not.
    /// @param modelId The model's id.
    /// @return The address, whether anything lies there or not.
    function manifestAddress(bytes32 modelId) external view returns (address);
}
