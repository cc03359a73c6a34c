// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.25;

import {Trips} from "./Trips.sol";

/// @title The rule that people write first: a ride is abandoned if the car did not move for five minutes
contract FiveMinuteRule {
    using Trips for bytes;

    int256 public constant STANDS_FOR = 300_000; // ms
    int256 public constant MOVES = 1_000; // cm: a phone is never quite still

    /// @notice True if from some sample on the trip stays within ten metres for five minutes.
    function isAbandoned(bytes calldata trip) external pure returns (bool) {
        trip.requireLength();
        for (uint256 start = 0; start < Trips.SAMPLES; ++start) {
            Trips.Sample memory from = trip.at(start);
            for (uint256 i = start + 1; i < Trips.SAMPLES; ++i) {
                Trips.Sample memory sample = trip.at(i);
                int256 dx = sample.x - from.x;
                int256 dy = sample.y - from.y;
                if (dx * dx + dy * dy > MOVES * MOVES) break;
                if (sample.time - from.time >= STANDS_FOR) return true;
            }
        }
        return false;
    }
}
