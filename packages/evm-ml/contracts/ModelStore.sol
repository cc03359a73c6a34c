// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IModelStore} from "./interfaces/IModelStore.sol";

/// @title Content-addressed store of model bytes (rules P2, P3, F8, F9)
/// @dev Has no storage: CREATE2 proves which bytes lie at an address, so code at it is all there is to know.
contract ModelStore is IModelStore {
    /// @dev A chunk's code is STOP and the chunk; together they fill the 24,576 bytes of EIP-170.
    uint256 private constant CHUNK_LENGTH = 24_575;
    /// @dev What the runtime reads at most (rule F10).
    uint256 private constant MAX_MODEL_LENGTH = 16 * 1024 * 1024;
    /// @dev Different salts keep a chunk from posing as a manifest.
    bytes32 private constant CHUNK_SALT = bytes32(0);
    /// @dev See CHUNK_SALT.
    bytes32 private constant MANIFEST_SALT = bytes32(uint256(1));

    /// @inheritdoc IModelStore
    function uploadChunks(bytes[] calldata chunks) external returns (bytes32[] memory chunkHashes) {
        chunkHashes = new bytes32[](chunks.length);
        for (uint256 i = 0; i < chunks.length; ++i) {
            uint256 length = chunks[i].length;
            if (length == 0 || length > CHUNK_LENGTH) revert InvalidChunkLength(i, length);
            (bytes32 hash, address chunk, bool created) = _store(abi.encodePacked(hex"00", chunks[i]), CHUNK_SALT);
            chunkHashes[i] = hash;
            if (created) emit ChunkStored(hash, chunk, length);
        }
    }

    /// @inheritdoc IModelStore
    function seal(uint32 length, bytes32[] calldata chunkHashes) external returns (bytes32 modelId) {
        if (length == 0 || length > MAX_MODEL_LENGTH) revert InvalidModelLength(length);
        uint256 count = (uint256(length) + CHUNK_LENGTH - 1) / CHUNK_LENGTH;
        if (chunkHashes.length != count) revert WrongChunkCount(count, chunkHashes.length);
        for (uint256 i = 0; i < count; ++i) {
            uint256 size = chunkAddress(chunkHashes[i]).code.length;
            if (size == 0) revert MissingChunk(i, chunkHashes[i]);
            uint256 expected = i + 1 < count ? CHUNK_LENGTH : uint256(length) - i * CHUNK_LENGTH;
            if (size - 1 != expected) revert WrongChunkLength(i, expected, size - 1);
        }
        address manifest;
        bool created;
        (modelId, manifest, created) = _store(abi.encodePacked(hex"00", length, chunkHashes), MANIFEST_SALT);
        if (created) emit ModelSealed(modelId, manifest, length, count);
    }

    /// @inheritdoc IModelStore
    function isSealed(bytes32 modelId) external view returns (bool) {
        return manifestAddress(modelId).code.length != 0;
    }

    /// @inheritdoc IModelStore
    function hasChunk(bytes32 chunkHash) public view returns (bool) {
        return chunkAddress(chunkHash).code.length != 0;
    }

    /// @inheritdoc IModelStore
    function hasChunks(bytes32[] calldata chunkHashes) external view returns (bool[] memory stored) {
        stored = new bool[](chunkHashes.length);
        for (uint256 i = 0; i < chunkHashes.length; ++i) stored[i] = hasChunk(chunkHashes[i]);
    }

    /// @inheritdoc IModelStore
    function chunkAddress(bytes32 chunkHash) public view returns (address) {
        return _address(CHUNK_SALT, chunkHash);
    }

    /// @inheritdoc IModelStore
    function manifestAddress(bytes32 modelId) public view returns (address) {
        return _address(MANIFEST_SALT, modelId);
    }

    /// @dev Puts `code` on chain unless it is there. `hash` is that of its init code (rule F9).
    function _store(bytes memory code, bytes32 salt) private returns (bytes32 hash, address location, bool created) {
        bytes memory init = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        hash = keccak256(init);
        location = _address(salt, hash);
        if (location.code.length == 0) {
            address deployed;
            assembly ("memory-safe") {
                deployed := create2(0, add(init, 32), mload(init), salt)
            }
            if (deployed != location) revert CreateFailed(hash);
            created = true;
        }
    }

    /// @dev The address of CREATE2 (EIP-1014).
    function _address(bytes32 salt, bytes32 hash) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), salt, hash)))));
    }
}
