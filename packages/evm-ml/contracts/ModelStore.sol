// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IModelStore} from "./interfaces/IModelStore.sol";

/// @title Content-addressed store of models and their origins (rules P2, P3, F8, F9)
/// @dev Has no storage: CREATE2 proves which bytes lie at an address, so code at it is all there is to know.
contract ModelStore is IModelStore {
    /// @dev A chunk's code is STOP and the chunk; together they fill the 24,576 bytes of EIP-170.
    uint256 private constant CHUNK_LENGTH = 24_575;
    /// @dev A manifest before its body: STOP, uint32 length, bytes32 origin.
    uint256 private constant MANIFEST_HEAD = 37;
    /// @dev Content of at most so many bytes lies in its manifest.
    uint256 private constant INLINE_LENGTH = 24_576 - MANIFEST_HEAD;
    /// @dev What the runtime reads at most (rule F10).
    uint256 private constant MAX_LENGTH = 16 * 1024 * 1024;
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
    function sealContent(bytes calldata content, bytes32 originId) external returns (bytes32 id) {
        if (content.length == 0 || content.length > INLINE_LENGTH) revert InvalidLength(content.length);
        return _seal(abi.encodePacked(hex"00", uint32(content.length), originId, content), content.length, originId, 0);
    }

    /// @inheritdoc IModelStore
    function sealChunks(uint32 length, bytes32[] calldata chunkHashes, bytes32 originId) external returns (bytes32 id) {
        if (length <= INLINE_LENGTH || length > MAX_LENGTH) revert InvalidLength(length);
        uint256 count = (uint256(length) + CHUNK_LENGTH - 1) / CHUNK_LENGTH;
        if (chunkHashes.length != count) revert WrongChunkCount(count, chunkHashes.length);
        for (uint256 i = 0; i < count; ++i) {
            uint256 size = chunkAddress(chunkHashes[i]).code.length;
            if (size == 0) revert MissingChunk(i, chunkHashes[i]);
            uint256 expected = i + 1 < count ? CHUNK_LENGTH : uint256(length) - i * CHUNK_LENGTH;
            if (size - 1 != expected) revert WrongChunkLength(i, expected, size - 1);
        }
        return _seal(abi.encodePacked(hex"00", length, originId, chunkHashes), length, originId, count);
    }

    /// @inheritdoc IModelStore
    function isSealed(bytes32 id) public view returns (bool) {
        return manifestAddress(id).code.length != 0;
    }

    /// @inheritdoc IModelStore
    function originOf(bytes32 id) external view returns (bytes32 originId) {
        address manifest = manifestAddress(id);
        if (manifest.code.length == 0) revert NotSealed(id);
        assembly ("memory-safe") {
            extcodecopy(manifest, 0, 5, 32) // behind STOP and length
            originId := mload(0)
        }
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
    function manifestAddress(bytes32 id) public view returns (address) {
        return _address(MANIFEST_SALT, id);
    }

    /// @dev Puts a manifest on chain unless it is there.
    function _seal(bytes memory manifest, uint256 length, bytes32 originId, uint256 chunks) private returns (bytes32 id) {
        if (originId != bytes32(0) && !isSealed(originId)) revert NotSealed(originId);
        address location;
        bool created;
        (id, location, created) = _store(manifest, MANIFEST_SALT);
        if (created) emit Sealed(id, originId, location, length, chunks);
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
