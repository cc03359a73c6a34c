//! Decimal text to float, by APFloat, in all rounding modes.

use rustc_apfloat::ieee::{Double, Single};
use rustc_apfloat::{Float, Round, Status};

const ROUNDS: [Round; 5] = [
    Round::NearestTiesToEven,
    Round::TowardZero,
    Round::TowardNegative,
    Round::TowardPositive,
    Round::NearestTiesToAway,
];

/// Bits and flags (RISC-V's numbers). None for the two results whose flags APFloat defines otherwise: the smallest
/// normal number (it looks for tininess in the result) and the largest (cutting an overflow is inexact only).
pub fn parse(width: u32, text: &str, mode: usize) -> Option<(u64, u8)> {
    let (bits, status, extremes) = if width == 32 {
        let parsed = Single::from_str_r(text, ROUNDS[mode]).expect("a number");
        (
            parsed.value.to_bits() as u64,
            parsed.status,
            [1 << 23, 0x7f7f_ffff],
        )
    } else {
        let parsed = Double::from_str_r(text, ROUNDS[mode]).expect("a number");
        (
            parsed.value.to_bits() as u64,
            parsed.status,
            [1 << 52, 0x7fef_ffff_ffff_ffff],
        )
    };
    let magnitude = bits & !(1 << (width - 1));
    if extremes.contains(&magnitude) && status.contains(Status::INEXACT) {
        return None;
    }
    let flag = |name: Status, value: u8| if status.contains(name) { value } else { 0 };
    let flags = flag(Status::INEXACT, 1) | flag(Status::UNDERFLOW, 2) | flag(Status::OVERFLOW, 4);
    Some((bits, flags))
}
