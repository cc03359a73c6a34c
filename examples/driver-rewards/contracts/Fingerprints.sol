// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Trips} from "./Trips.sol";

/// @title Knows a trip again
/// @notice No network sees from one trip alone that it is an old one. So a trip leaves eight fingerprints: how far it
/// went, east and north, in each eighth of its time, rounded to 25 m. Changing positions a little changes few of them, and
/// so does beginning elsewhere. A trip that shares four with one older trip is that trip. One that leaves fewer than
/// four stood for half of its time: it could not be known again, and is not taken.
/// @dev What this does not know again: a trip that was turned, mirrored, driven at another pace, or cut at its beginning, so
/// that its eighths are others.
abstract contract Fingerprints {
    using Trips for bytes;

    uint256 private constant PARTS = 8;
    int256 private constant CELL = 2_500; // cm
    uint256 private constant ENOUGH = 4;

    /// @dev The last trip with a fingerprint: its number and one, 0 for none.
    mapping(bytes32 fingerprint => uint256) private _lastWith;

    error Replayed(uint256 trip, uint256 olderTrip);
    error TooFewFingerprints(uint256 trip, uint256 fingerprints);

    /// @notice The fingerprints of a trip; parts in which it went nowhere have none and are 0.
    function fingerprintsOf(bytes calldata trip) public pure returns (bytes32[8] memory prints) {
        trip.requireLength();
        Trips.Sample memory last = trip.at(0);
        for (uint256 part = 0; part < PARTS; ++part) {
            Trips.Sample memory sample = trip.at((part + 1) * (Trips.SAMPLES - 1) / PARTS);
            int256 east = cellOf(sample.x - last.x);
            int256 north = cellOf(sample.y - last.y);
            if (east != 0 || north != 0) prints[part] = keccak256(abi.encode(part, east, north));
            last = sample;
        }
    }

    /// @dev Refuses a trip that is an older one, and remembers it otherwise.
    function requireNew(uint256 number, bytes calldata trip) internal {
        bytes32[8] memory prints = fingerprintsOf(trip);
        uint256[8] memory older;
        uint256 own = 0;
        for (uint256 i = 0; i < PARTS; ++i) {
            if (prints[i] == 0) continue;
            ++own;
            older[i] = _lastWith[prints[i]];
        }
        if (own < ENOUGH) revert TooFewFingerprints(number, own);
        for (uint256 i = 0; i < PARTS; ++i) {
            if (older[i] == 0) continue;
            uint256 shared = 0;
            for (uint256 j = 0; j < PARTS; ++j) {
                if (older[j] == older[i]) ++shared;
            }
            if (shared >= ENOUGH) revert Replayed(number, older[i] - 1);
        }
        for (uint256 i = 0; i < PARTS; ++i) {
            if (prints[i] != 0) _lastWith[prints[i]] = number + 1;
        }
    }

    /// @dev Rounds to the nearest cell, down in the middle between two.
    function cellOf(int256 way) private pure returns (int256) {
        int256 shifted = way + CELL / 2;
        int256 cell = shifted / CELL;
        return shifted < 0 && shifted % CELL != 0 ? cell - 1 : cell;
    }
}
