// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Content-addressed store of models and their origins
/// @notice Content of at most 24,539 bytes lies in its manifest; longer content lies in chunks, which the manifest
/// lists, by way of index chunks where it has no room. All are contract code. A chunk's address follows from its hash, a manifest's from the content's id; equal
/// chunks are stored once, and what is sealed never changes. A model's manifest also names its origin: what only
/// people need to know of it, sealed in the same way.
interface IModelStore {
    /// @notice A chunk was stored. Chunks that existed already are not reported.
    /// @param chunkHash The hash of the chunk's init code.
    /// @param chunk Where it lies.
    /// @param length Its bytes.
    event ChunkStored(bytes32 indexed chunkHash, address chunk, uint256 length);
    /// @notice Content was sealed. Sealing the same again is not reported.
    /// @param id The content's id.
    /// @param originId The id of its origin; zero if it has none.
    /// @param manifest Where the manifest lies.
    /// @param length Bytes of the content.
    /// @param chunks How many chunks it has; 0 if it lies in the manifest.
    event Sealed(bytes32 indexed id, bytes32 indexed originId, address manifest, uint256 length, uint256 chunks);

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
    /// @notice Chunk `index` has another length than content of this length needs.
    /// @param index The position in the list.
    /// @param expected What it has to be.
    /// @param actual The bytes that are stored.
    error WrongChunkLength(uint256 index, uint256 expected, uint256 actual);
    /// @notice Content of this length has `expected` chunks, or index chunks.
    /// @param expected What it has to be.
    /// @param given How many were given.
    error WrongChunkCount(uint256 expected, uint256 given);
    /// @notice Content has 1 to 24,539 bytes in its manifest, 24,540 to 18,824,450 in chunks that the manifest lists,
    /// or up to 256 MiB in chunks that index chunks list. What a chain runs may be less.
    /// @param length Bytes that were given or named.
    error InvalidLength(uint256 length);
    /// @notice Nothing is sealed under this id. An origin has to be sealed before what comes from it.
    /// @param id The id that was given.
    error NotSealed(bytes32 id);

    /// @notice Stores chunks of 1 to 24,575 bytes. Those that exist are skipped, so uploads can be repeated.
    /// @param chunks The bytes of each chunk.
    /// @return chunkHashes Their hashes, in order.
    function uploadChunks(bytes[] calldata chunks) external returns (bytes32[] memory chunkHashes);

    /// @notice Stores and seals content of 1 to 24,539 bytes. Anyone may seal; sealing twice changes nothing.
    /// @param content The bytes.
    /// @param originId The id of sealed content that this comes from; zero for none.
    /// @return id The content's id, which depends on its bytes and its origin alone.
    function sealContent(bytes calldata content, bytes32 originId) external returns (bytes32 id);

    /// @notice Seals longer content whose chunks are stored. Anyone may seal; sealing twice changes nothing.
    /// @param length Bytes of the content. Every chunk but the last has 24,575 bytes.
    /// @param chunkHashes The content's chunks, in order.
    /// @param originId The id of sealed content that this comes from; zero for none.
    /// @return id The content's id, which depends on its bytes and its origin alone.
    function sealChunks(uint32 length, bytes32[] calldata chunkHashes, bytes32 originId) external returns (bytes32 id);

    /// @notice Seals content of more than 766 chunks, all of which are stored, by index chunks: chunks that hold the
    /// hashes of the content's, 767 each, in order, the last the rest. Anyone may seal; sealing twice changes nothing.
    /// @param length Bytes of the content. Every chunk but the last has 24,575 bytes.
    /// @param indexHashes The index chunks, in order.
    /// @param originId The id of sealed content that this comes from; zero for none.
    /// @return id The content's id, which depends on its bytes and its origin alone.
    function sealIndex(uint32 length, bytes32[] calldata indexHashes, bytes32 originId) external returns (bytes32 id);

    /// @notice True if content was sealed under this id.
    /// @param id The content's id.
    /// @return True for ever once it is.
    function isSealed(bytes32 id) external view returns (bool);

    /// @notice What sealed content comes from.
    /// @param id The content's id.
    /// @return originId The id of its origin; zero if it has none.
    function originOf(bytes32 id) external view returns (bytes32 originId);

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

    /// @notice Where the manifest of this content lies, sealed or not.
    /// @param id The content's id.
    /// @return The address, whether anything lies there or not.
    function manifestAddress(bytes32 id) external view returns (address);
}
