// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

/// @title Labelled rows, as a group of data holds them
/// @notice A row is its features, big-endian two's complement numbers of `width` bytes each, and one byte that is its class.
/// Rows follow each other in content of the model store, which is contract code: 37 bytes of the store's own, then the rows.
library Rows {
    /// @dev A manifest of the store before its content: STOP, length, origin (rule F8).
    uint256 private constant HEAD = 37;

    struct Shape {
        uint256 features;
        uint256 width;
        /// @dev What a step of a number stands for, in units of 1e-18.
        uint256 unit;
    }

    /// @notice Bytes of a row.
    function bytesOf(Shape memory shape) internal pure returns (uint256) {
        return shape.features * shape.width + 1;
    }

    /// @notice True if exactly `count` rows lie at `content`, each of one of so many classes.
    function areSound(Shape memory shape, address content, uint256 count, uint256 classes) internal view returns (bool) {
        uint256 size = bytesOf(shape);
        if (content.code.length != HEAD + count * size) return false;
        bytes memory rows = read(shape, content, 0, count);
        for (uint256 row = 0; row < count; ++row) {
            if (uint8(rows[(row + 1) * size - 1]) >= classes) return false;
        }
        return true;
    }

    /// @notice The bytes of `count` rows from `first` on, which must be there.
    function read(Shape memory shape, address content, uint256 first, uint256 count)
        internal
        view
        returns (bytes memory rows)
    {
        uint256 size = bytesOf(shape);
        rows = new bytes(count * size);
        uint256 from = HEAD + first * size;
        assembly ("memory-safe") {
            extcodecopy(content, add(rows, 32), from, mul(count, size))
        }
    }

    /// @notice What a network is asked: the rows' features in units of 1e-18, without their classes.
    function toInput(Shape memory shape, bytes memory rows) internal pure returns (int256[] memory input) {
        uint256 features = shape.features;
        uint256 width = shape.width;
        uint256 unit = shape.unit;
        uint256 count = rows.length / bytesOf(shape);
        input = new int256[](count * features);
        assembly ("memory-safe") {
            let shift := sub(256, mul(8, width))
            let from := add(rows, 32)
            let to := add(input, 32)
            for { let row := 0 } lt(row, count) { row := add(row, 1) } {
                for { let end := add(to, mul(32, features)) } lt(to, end) { to := add(to, 32) } {
                    // Four bytes of a number times 64 bits of a unit: nothing wraps.
                    mstore(to, mul(sar(shift, mload(from)), unit))
                    from := add(from, width)
                }
                from := add(from, 1)
            }
        }
    }

    /// @notice The class of row `index`.
    function classOf(Shape memory shape, bytes memory rows, uint256 index) internal pure returns (uint256) {
        return uint8(rows[(index + 1) * bytesOf(shape) - 1]);
    }
}
